import type { ProviderEntry } from '@gatehouse/contracts'
import { shallowRef } from 'vue'
import { isForeseen } from '../composables/failure.ts'
import { useDependencies } from '../dependencies.ts'

/** The providers people can come from; none until they are known, and none when they cannot be: there are other ways in. */
export function useProviders() {
  const { connect } = useDependencies()
  const providers = shallowRef<readonly ProviderEntry[]>([])

  async function load() {
    try {
      const { api } = await connect()
      providers.value = (await api.federation.providers()).providers
    } catch (error) {
      if (!isForeseen(error)) throw error
    }
  }
  void load()

  return providers
}
