import type { IdentityEntry } from '@gatehouse/contracts'
import { shallowRef } from 'vue'
import { useSubmit } from '../composables/use-submit.ts'
import { useDependencies } from '../dependencies.ts'

/** The providers that sign in to the account of whoever is signed in; `null` until they are known. */
export function useIdentities() {
  const { connect } = useDependencies()
  const identities = shallowRef<readonly IdentityEntry[] | null>(null)
  /** When they were read, by the server's clock, in milliseconds. */
  const readAt = shallowRef(0)

  const { submit: load, pending, failure } = useSubmit(async () => {
    const { api, serverNow } = await connect()
    const answer = await api.federation.identities()
    return { ...answer, at: serverNow() }
  }, ({ identities: list, at }) => {
    readAt.value = at
    identities.value = list
  })
  void load()

  return { identities, readAt, load, pending, failure }
}
