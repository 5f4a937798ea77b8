import { ApiProblem } from '@gatehouse/client/errors'
import { programContracts } from '@gatehouse/contracts/programs'
import type { Call } from '@gatehouse/client'
import { computed, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { keepProgram } from '../../applications/known-program.ts'
import { useSubmit } from '../../composables/use-submit.ts'
import { useDependencies } from '../../dependencies.ts'
import { useSessionStore } from '../../stores/session.ts'
import { useOnwards } from './use-onwards.ts'

export type Details = Awaited<ReturnType<Call<typeof programContracts.interactions.details>>>
/** How a step can be answered. */
export type StepAnswer = 'signIn' | 'consent' | 'cancel'

const sentKey = 'gatehouse-sent-to-prove'

/**
 * One authorization that an application has begun, as far as it is for people to answer: which step is due, and what becomes of the
 * answer.
 */
export function useInteraction(uid: string) {
  const { connect, tabMemory } = useDependencies()
  const session = useSessionStore()
  const router = useRouter()
  const goOn = useOnwards()
  const params = { uid }
  const details = shallowRef<Details | null>(null)
  const isProofDue = shallowRef(false)
  /** The answer was given, and the person is still here, or back. */
  const isDone = shallowRef(false)
  const answering = shallowRef<StepAnswer | null>(null)

  const endpoints = async () => (await connect()).speak(programContracts).interactions

  const { submit: load, pending: isLoading, failure: loadFailure } = useSubmit(async () => {
    const { details: read } = await endpoints()
    const [found] = await Promise.all([read({ params }), session.restore()])
    return found
  }, async (found) => {
    details.value = found
    keepProgram(tabMemory, uid, found.application)
    if (!session.user) await toSignIn()
    else if (found.prompt === 'login' && found.freshSignIn && !wasSent()) askForProof()
    // Whoever has just signed in for this has chosen by that.
    // The router leads to where they are accepted, and back.
    else if (session.user.pendingDocuments.length > 0) return
    else if (found.prompt === 'login' || found.prompt === 'terms' || (found.prompt !== 'consent' && wasSent())) await answer('signIn')
  })

  const { submit: send, pending, failure: answerFailure } = useSubmit(async (kind: StepAnswer) => {
    answering.value = kind
    try {
      const { redirectTo } = await (await endpoints())[kind]({ params, body: {} })
      return redirectTo
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      // Changed since this tab heard of the account: then that is the next step.
      if (error.code === 'terms_not_accepted') await session.change(api => api.account.me())
      else if (error.code === 'reauthentication_required') askForProof()
      else throw error
      return null
    }
  }, async (redirectTo) => {
    if (redirectTo === null) return
    forgetSent()
    await goOn(redirectTo)
    isDone.value = true
  })

  async function answer(kind: StepAnswer) {
    if (!pending.value) await send(kind)
  }

  /** Whoever comes back from a sign-in that we sent them to has proved enough, unless the API says otherwise. */
  const wasSent = () => tabMemory.read(sentKey) === uid
  const forgetSent = () => tabMemory.write(sentKey, null)

  function askForProof() {
    tabMemory.write(sentKey, uid)
    isProofDue.value = true
  }

  async function toSignIn() {
    tabMemory.write(sentKey, uid)
    await router.replace({ name: details.value?.prompt === 'create' ? 'register' : 'sign-in', query: { next: `/interaction/${uid}` } })
  }
  // Also when that happens in another tab.
  watch(() => session.state.status, status => details.value && status === 'signed-out' && void toSignIn())

  const { submit: switchAccount, pending: isSwitching } = useSubmit(session.signOut)
  void load()

  return {
    details, load, isLoading, loadFailure, answer, answerFailure, isProofDue, isDone, switchAccount, isSwitching,
    /** The answer that is under way, until the page is left. */
    busy: computed(() => pending.value ? answering.value : null),
    async proved() {
      isProofDue.value = false
      // What was refused for want of it.
      await answer(answering.value ?? 'signIn')
    },
  }
}
export type Interaction = ReturnType<typeof useInteraction>
