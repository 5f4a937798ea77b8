import type { Proofs, User } from '@gatehouse/contracts'
import { computed, shallowRef } from 'vue'
import { useSubmit } from '../../../composables/use-submit.ts'
import { useDependencies } from '../../../dependencies.ts'

/** What is asked for on the page itself; providers are elsewhere. */
type Way = 'password' | 'code'

/**
 * How people can prove that it is them, by what the API would accept in this session. Until that is known, and when it cannot be, what the
 * account has is offered: hardly ever is any of it refused.
 */
export function useProofs(user: () => User) {
  const { connect } = useDependencies()
  const proofs = shallowRef<Proofs | null>(null)
  const chosen = shallowRef<Way | null>(null)

  const { submit: load, failure } = useSubmit(async () => {
    const { api } = await connect()
    return api.sessions.proofs()
  }, (answer) => { proofs.value = answer })
  void load()

  const ways = computed((): Way[] => {
    const { password, emailCode } = proofs.value ?? { password: user().hasPassword, emailCode: user().email !== null }
    return [...password ? ['password' as const] : [], ...emailCode ? ['code' as const] : []]
  })
  const way = computed(() => ways.value.find(candidate => candidate === chosen.value) ?? ways.value[0])

  return {
    way,
    other: computed(() => ways.value.find(candidate => candidate !== way.value)),
    choose: (wanted: Way) => { chosen.value = wanted },
    /** `null` until they are known. */
    providers: computed(() => proofs.value?.providers ?? null),
    failure,
  }
}
