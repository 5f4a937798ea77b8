import { Unreachable } from '@gatehouse/client/errors'
import { shallowRef, watch, type Component, type Ref } from 'vue'
import { useSubmit } from '../../composables/use-submit.ts'
import { useDependencies } from '../../dependencies.ts'
import { loadPart } from '../../load-part.ts'

/** The form by which people prove who they are; loaded when it is due: it comes with all of the account pages and their words, and seldom is. */
export function useProofForm(isDue: Readonly<Ref<boolean>>) {
  const { language } = useDependencies()
  const form = shallowRef<Component | null>(null)

  const { submit: load, pending, failure } = useSubmit(async () => {
    try {
      const [{ default: loaded }] = await Promise.all([
        loadPart(() => import('../account/prove/prove-again.vue')), ...(['forms', 'account', 'providers', 'federation'] as const).map(language.need),
      ])
      return loaded
    } catch (error) {
      throw new Unreachable('offline', { cause: error })
    }
  }, (loaded) => { form.value = loaded })
  watch(isDue, due => due && load(), { immediate: true })

  return { form, load, pending, failure }
}
