import { ApiProblem } from './api-problem.ts'
import type { Browser } from './browser.ts'
import type { Turns } from './turns.ts'

const key = 'gatehouse-sign-out-due'

interface Needs {
  endCurrent: () => Promise<unknown>
  takeTurn: Turns
  browser: Pick<Browser, 'page' | 'memory'>
}

/**
 * Tells the API that somebody signed out. Without a connection that is owed, also after a reload, and made up for as soon
 * as the page wakes with one; until then the refresh cookie, which we cannot delete, must not sign anybody in.
 */
export function createFarewell({ endCurrent, takeTurn, browser: { page, memory } }: Needs) {
  const isDue = () => memory.read(key) !== null
  const forget = () => memory.write(key, null)

  async function retry() {
    if (!isDue()) return
    await takeTurn(async () => {
      // Signing in ended that session, or another tab was faster.
      if (!isDue()) return
      await endCurrent()
      forget()
    }).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) forget()
    })
  }

  const stopListening = page.onWake(() => void retry())
  return {
    isDue,
    forget,
    async say() {
      memory.write(key, 'yes')
      await retry()
    },
    close: stopListening,
  }
}
