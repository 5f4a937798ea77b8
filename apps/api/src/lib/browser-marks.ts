import type { Keyring } from './keyring.ts'

/**
 * What cookies say about a browser and nobody can make up: which session of ours it is signed in with, and which interactions it has
 * begun. A mark opens nothing by itself; it only tells one browser from another.
 */
export const createBrowserMarks = (keyring: Keyring) => ({
  ofSession: (sessionId: string) => `${sessionId}.${keyring.mac('browser-mark', `session ${sessionId}`)}`,

  /** The id of the session that a mark names; `null` when we did not write it. */
  sessionIn(mark: string | null) {
    const [sessionId = '', mac = '', ...more] = mark?.split('.') ?? []
    return more.length === 0 && keyring.verifyMac('browser-mark', `session ${sessionId}`, mac) ? sessionId : null
  },

  ofInteraction: (uid: string) => keyring.mac('browser-mark', `interaction ${uid}`),
  isOfInteraction: (uid: string, mark: string) => keyring.verifyMac('browser-mark', `interaction ${uid}`, mark),
})
export type BrowserMarks = ReturnType<typeof createBrowserMarks>
