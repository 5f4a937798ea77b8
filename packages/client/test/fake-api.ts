import type { Session } from '@gatehouse/contracts'
import { ApiProblem } from '../src/api-problem.ts'
import { Unreachable } from '../src/unreachable.ts'

/** The two calls of a session, over one cookie jar; the token names who is signed in and how often it was renewed. */
export function fakeApi({ person = 'ann', delay = 20 }: { person?: string | null, delay?: number } = {}) {
  const api = {
    /** Whose refresh cookie the browser holds. */
    cookie: person,
    isEnded: false,
    isReachable: true,
    refreshes: 0,
    underWay: 0,
    mostUnderWay: 0,
    ends: 0,

    async refresh() {
      await answer()
      api.refreshes++
      if (api.isEnded) throw new ApiProblem({ code: 'session_ended', status: 401 })
      return api.cookie === null ? undefined : sessionOf(api.cookie, api.refreshes)
    },
    async endCurrent() {
      await answer()
      api.ends++
      api.cookie = null
    },
    async signIn(name: string) {
      await answer()
      api.cookie = name
      api.isEnded = false
      return sessionOf(name, 0)
    },
  }

  async function answer() {
    api.underWay++
    api.mostUnderWay = Math.max(api.mostUnderWay, api.underWay)
    await new Promise((resolve) => { setTimeout(resolve, delay) })
    api.underWay--
    if (!api.isReachable) throw new Unreachable('offline')
  }
  return api
}

export const sessionOf = (username: string, times = 0): Session => ({
  accessToken: `${username}-${times}`,
  tokenType: 'Bearer',
  expiresIn: 600,
  user: {
    id: `id-of-${username}`, username, email: `${username}@example.com`, emailVerified: true, mobile: null, displayName: username, avatarUrl: null,
    avatarIdentityId: null, locale: 'en', hasPassword: true, isSuperuser: false, pendingDocuments: [], createdAt: new Date('2026-01-01T00:00:00Z'),
  },
})
