import { ApiProblem } from '@gatehouse/client/errors'
import type { FieldProblemCode } from '@gatehouse/contracts'
import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useConfig, useDependencies } from '../dependencies.ts'
import { usernameFault } from '../composables/field-rules.ts'
import { isForeseen } from '../composables/failure.ts'

/** Milliseconds without a key stroke before we ask. */
const pause = 350

/** What is known of a name that is being typed; or why it cannot be had. */
export type Availability = 'unknown' | 'checking' | 'free' | 'problems.username_taken' | `fieldProblems.${FieldProblemCode}`

/**
 * Whether the username being typed is free. Asks when the typing pauses, and loses interest in what is out of date.
 *
 * @param except the name a person has already: no need to ask.
 */
export function useAvailability(username: () => string, except: () => string | null = () => null) {
  const { connect } = useDependencies()
  const { policy } = useConfig()
  const availability = shallowRef<Availability>('unknown')
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking = new AbortController()

  async function ask(name: string, { signal }: AbortController) {
    try {
      const { api } = await connect()
      if (signal.aborted) return
      const { count } = await api.availability.countUsername({ params: { username: name }, signal })
      if (!signal.aborted) availability.value = count === 0 ? 'free' : 'problems.username_taken'
    } catch (error) {
      if (signal.aborted) return
      // Other failures are for the form to tell, when it is sent; until then this is only a courtesy.
      const [refused] = error instanceof ApiProblem ? error.errors : []
      availability.value = refused ? `fieldProblems.${refused.code}` : 'unknown'
      if (!isForeseen(error)) throw error
    }
  }

  function forget() {
    clearTimeout(timer)
    asking.abort()
  }

  // A name that has just become one's own is not taken by somebody.
  watch([username, except], ([name, own]) => {
    forget()
    const worthAsking = usernameFault(name, policy) === undefined && name !== own
    availability.value = worthAsking ? 'checking' : 'unknown'
    if (!worthAsking) return
    asking = new AbortController()
    timer = setTimeout(() => void ask(name, asking), pause)
  }, { immediate: true })
  onScopeDispose(forget)

  return readonly(availability)
}

/** Why the name cannot be had, if that is known. */
export const availabilityFault = (availability: Availability) =>
  availability === 'unknown' || availability === 'checking' || availability === 'free' ? undefined : availability
