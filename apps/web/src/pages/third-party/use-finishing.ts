import { ApiProblem } from '@gatehouse/client/errors'
import type { CallbackOutcome, ProblemCode } from '@gatehouse/contracts'
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { isForeseen } from '../../composables/failure.ts'
import { useSubmit } from '../../composables/use-submit.ts'
import type { Connection } from '../../connection.ts'
import { useDependencies } from '../../dependencies.ts'
import type { MessageKey } from '../../preferences/messages.ts'
import { forgetAttempt, readAttempt } from '../../providers/attempt.ts'
import { keepLastUsed } from '../../providers/last-used.ts'
import { keepLinked } from '../../providers/linked-note.ts'
import { destination } from '../../routing/destination.ts'
import { useSessionStore } from '../../stores/session.ts'
import { readBindingNote } from './binding-note.ts'

type Finish = (api: Connection['api']) => Promise<CallbackOutcome>

/** What a refusal means on this page, where that is more than it means elsewhere. */
const meanings: Partial<Record<ProblemCode, MessageKey>> = {
  not_found: 'thirdParty.unsupported', credentials_invalid: 'thirdParty.disabled', validation_failed: 'thirdParty.missing',
  reauthentication_required: 'thirdParty.confirmedLongAgo',
}

/** What beginning anew can change: nothing of the provider's set-up, of its people, or of the account here. */
const canChange: readonly (ProblemCode | null)[] = [
  'state_invalid', 'handoff_invalid', 'authorization_denied', 'authorization_expired', 'provider_unavailable', 'provider_sign_in_required',
  'provider_account_refused', 'reauthentication_required', 'validation_failed', 'overloaded', 'internal', 'rate_limited',
]

/**
 * Finishes what somebody began at a provider, and leads on from there. Coming twice, by a reload or in another tab, leads to where
 * the first time led.
 *
 * @param finish asks the API, once; `null` when nothing has come along to ask it with.
 * @param provider whose page this is, as far as the address says.
 */
export function useFinishing(finish: Finish | null, provider: string | null) {
  const { connect, memory, tabMemory } = useDependencies()
  const session = useSessionStore()
  const router = useRouter()
  const attempt = readAttempt(tabMemory)
  const begun = attempt && (provider === null || attempt.provider === provider) ? attempt : null
  const from = provider ?? begun?.provider ?? null

  function placeAfter(outcome: CallbackOutcome) {
    forgetAttempt(tabMemory)
    if (outcome.outcome === 'unbound') return '/oauth/binding'
    if (outcome.outcome === 'bound') keepLinked(tabMemory, outcome.identity.label)
    else if (from) keepLastUsed(memory, from)
    return destination(router, outcome.next ?? (outcome.outcome === 'bound' ? '/account/security' : null))
  }

  /** Where an earlier life of this page has led; `null` when there was none. */
  async function placeBefore() {
    try {
      await session.restore()
      if (session.user) return destination(router, begun?.next)
      const { api } = await connect()
      const { provider: bound, reference } = await api.federation.currentBinding()
      // What waits to be linked is shown at its own address: only who comes a second time, from there, or from its provider, is led to it.
      const isBack = finish ? bound.id === from : readBindingNote(tabMemory)?.reference === reference
      return isBack ? '/oauth/binding' : null
    } catch (error) {
      if (!isForeseen(error)) throw error
      return null
    }
  }

  /** Nobody waits to be told of a sign-in that worked; that something was not linked or confirmed has to be said. */
  const isOver = (error: unknown) => error instanceof ApiProblem && ['state_invalid', 'handoff_invalid'].includes(error.code)
    && (begun === null || begun.intent === 'sign-in')

  async function findPlace() {
    if (finish) {
      try {
        return placeAfter(await session.finish(finish, answer => answer.outcome === 'signed_in' ? answer.session : null))
      } catch (error) {
        const place = isOver(error) ? await placeBefore() : null
        if (place) return place
        throw error
      }
    }
    return placeBefore()
  }

  const { submit: run, pending, failure } = useSubmit(findPlace, place => place && router.replace(place))
  void run()

  return {
    run, pending, failure, begun, provider: from,
    intent: begun?.intent ?? 'sign-in',
    /** Why it is not finished; `null` while it may be. */
    reason: computed((): MessageKey | null => {
      if (pending.value) return null
      if (!failure.value) return finish ? null : 'thirdParty.missing'
      const { code, message } = failure.value
      if (code === 'credentials_invalid' && begun?.intent === 'reauthenticate') return 'thirdParty.otherIdentity'
      return (code && meanings[code]) ?? message
    }),
    /** They went back on the other site: nothing has gone wrong. */
    isCancelled: computed(() => failure.value?.code === 'authorization_denied'),
    /** Beginning once more at the same provider makes sense. */
    canBegin: computed(() => from !== null
      && (failure.value === null || canChange.includes(failure.value.code) || (failure.value.code === 'credentials_invalid' && begun?.intent === 'reauthenticate'))),
    /** The answer may not have been used up: asking once more makes sense. */
    canRepeat: computed(() => finish !== null && failure.value !== null && [null, 'session_ended', 'unauthenticated'].includes(failure.value.code)),
  }
}
export type Finishing = ReturnType<typeof useFinishing>
