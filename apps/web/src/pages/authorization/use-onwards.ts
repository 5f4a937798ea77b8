import { Unreachable } from '@gatehouse/client/errors'
import { useDependencies } from '../../dependencies.ts'

/** A site, or a program on this device by a scheme of its own, which has a dot in it (RFC 8252 section 7.1). */
const places = /^(https?:\/\/|[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:)/i

/** Goes where the API says that the browser has to go next; ends only when the person is back, or never left. */
export function useOnwards() {
  const { leaveFor } = useDependencies()

  return async (redirectTo: string) => {
    // Anything else would run here, as a script, or open another program.
    if (!places.test(redirectTo)) throw new Unreachable('unreadable')
    await leaveFor(redirectTo)
  }
}
