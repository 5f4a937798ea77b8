import { computed, reactive, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { codeFault } from '../../composables/field-rules.ts'
import { useTypedName } from '../../composables/typed-name.ts'
import type { Faults } from '../../composables/use-form.ts'
import { useDependencies } from '../../dependencies.ts'
import { useCodeRequest } from '../../forms/use-code-request.ts'
import { forgetAnswers, keepAnswers, readAnswers } from './kept-answers.ts'

export const steps = ['address', 'code', 'details'] as const
export type Step = typeof steps[number]

/**
 * Making an account in steps: the address, the code that was mailed there, name and password. The step is in the address bar, so that the
 * browser's own way back leads to the one before; what was typed stays, through a reload too, but for the password.
 */
export function useRegistration() {
  const { tabMemory } = useDependencies()
  const route = useRoute()
  const router = useRouter()
  const typedName = useTypedName()

  const values = reactive({ ...readAnswers(tabMemory), password: '' })
  if (values.email === '') values.email = typedName.readAddress()
  const stopKeeping = watch(values, () => keepAnswers(tabMemory, values))

  const code = useCodeRequest('register', () => values.email)
  // Another code was mailed, or it is for another address.
  watch(() => code.sent.value?.requestId, () => { values.emailCode = '' })

  /** What was refused at the end and belongs to an earlier step. */
  const refused = shallowRef<Faults>({})

  /** The step that the address names, or the last one before it that has what it needs. */
  const step = computed((): Step => {
    const wanted = steps.find(name => name === route.query['step']) ?? 'address'
    if (wanted === 'address' || !code.sent.value) return 'address'
    return wanted === 'details' && codeFault(values.emailCode) === undefined ? 'details' : 'code'
  })
  async function go(to: Step) {
    const { step: _before, ...query } = route.query
    await router.push({ query: to === 'address' ? query : { ...query, step: to } })
  }

  return {
    values, code, step, go,

    /** Leads back to what has to be mended; everything else stays. */
    async refuse(to: Step, faults: Faults) {
      refused.value = faults
      await go(to)
    },
    /** What to mark when a step is shown; once. */
    takeRefused() {
      const taken = refused.value
      refused.value = {}
      return taken
    },

    /** The account is made. */
    forget() {
      stopKeeping()
      code.forget()
      typedName.forget()
      forgetAnswers(tabMemory)
    },
  }
}
export type Registration = ReturnType<typeof useRegistration>
