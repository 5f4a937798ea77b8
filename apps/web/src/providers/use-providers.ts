import type { ProviderEntry } from '@gatehouse/contracts'
import { shallowRef } from 'vue'
import { useSubmit } from '../composables/use-submit.ts'
import { useDependencies } from '../dependencies.ts'

/** The providers people can come from, once `load` is through; `isMissing` says that they could not be loaded, and can be tried again. */
export function useProviderList() {
  const { connect } = useDependencies()
  const providers = shallowRef<readonly ProviderEntry[]>([])
  const isMissing = shallowRef(false)
  const { submit, pending, failure } = useSubmit(async () => (await connect()).api.federation.providers(), (answer) => {
    providers.value = answer.providers
    isMissing.value = false
  })

  async function load() {
    await submit()
    if (failure.value) isMissing.value = true
  }
  return { providers, load, pending, isMissing }
}

/** The providers people can come from; none until they are known, and none when they cannot be: only their names are wanted. */
export function useProviders() {
  const { providers, load } = useProviderList()
  void load()
  return providers
}
