import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import { cookieNamesFor } from '../../http/cookie-names.ts'
import { sessionMarkIn } from '../../http/cookies.ts'
import type { Sessions } from '../sessions/sessions.ts'

/** A session of ours, or nobody. */
type Session = Awaited<ReturnType<Sessions['findMarked']>>
/** Who is signed in with a browser. */
interface Browser { session: Session }
const browsers = new AsyncLocalStorage<Browser>()

/**
 * The browser whose request is being handled; `undefined` where a program asks by itself. The library keeps a browser session of its own
 * beside ours: it counts for nothing but with the session of ours that this very browser is signed in with now.
 */
export const browserAtHand = () => browsers.getStore()

/** Looks up who is signed in with a browser, and lets work be done as on its request. */
export function createBrowsers({ sessions, apiUrl }: { sessions: Pick<Sessions, 'findMarked'>, apiUrl: string }) {
  const names = cookieNamesFor(apiUrl)
  return async function asBrowser<T>({ headers }: IncomingMessage, work: (session: Session) => Promise<T>): Promise<T> {
    const session = await sessions.findMarked(sessionMarkIn(names, headers.cookie))
    return browsers.run({ session }, () => work(session))
  }
}
export type AsBrowser = ReturnType<typeof createBrowsers>
