import type { IdentityEntry } from '@gatehouse/contracts'
import { shallowRef } from 'vue'
import { useSubmit } from '../composables/use-submit.ts'
import { useDependencies } from '../dependencies.ts'

/** The providers that sign in to the account of whoever is signed in; `null` until they are known. */
export function useIdentities() {
  const { connect } = useDependencies()
  const identities = shallowRef<readonly IdentityEntry[] | null>(null)

  const { submit: load, pending, failure } = useSubmit(async () => {
    const { api } = await connect()
    return api.federation.identities()
  }, (answer) => { identities.value = answer.identities })
  void load()

  return { identities, load, pending, failure }
}
