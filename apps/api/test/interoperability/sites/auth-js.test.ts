import { ExpressAuth, getSession, type ExpressAuthConfig } from '@auth/express'
import type { OIDCConfig } from '@auth/express/providers'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Browser } from '../../browser.ts'
import { siteBy } from './site.ts'

interface Profile { sub: string, name: string | null, email: string | null }

/** A site behind Auth.js, by the settings of docs/clients.md. */
const authJs = (more: Partial<OIDCConfig<Profile>>, application = {}) => siteBy('/auth/callback/gatehouse', application, (site, { issuer, clientId, clientSecret }) => {
  const config: ExpressAuthConfig = {
    secret: 'a secret of the site, thirty-two characters', trustHost: true, basePath: '/auth',
    providers: [{ id: 'gatehouse', name: 'Gatehouse', type: 'oidc', issuer, clientId, clientSecret, ...more }],
    callbacks: { session: ({ session, token }) => ({ ...session, sub: token.sub }), jwt: ({ token, profile }) => ({ ...token, ...(profile && { sub: profile.sub ?? '' }) }) },
  }
  site.use('/auth', ExpressAuth(config))
  site.get('/me', async (request, response) => response.json(await getSession(request, config)))
})

async function signIn({ visit, comeBack, origin }: Awaited<ReturnType<typeof authJs>>, who: Browser) {
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(JSON.parse((await visit('/auth/csrf')).body))
  const begun = await visit('/auth/signin/gatehouse', { method: 'POST', body: new URLSearchParams({ csrfToken, callbackUrl: `${origin}/me` }) })
  const { answer } = await comeBack(who, begun.location)
  expect(answer.location).toBe(`${origin}/me`)
  const session: unknown = JSON.parse((await visit('/me')).body)
  return session
}

test.each([
  ['asking userinfo (idToken: false)', { idToken: false }, {}],
  ['reading the ID token of an application that is switched to it', {}, { idTokenClaims: true }],
] as const)('a site behind Auth.js knows who signed in, %s', async (_how, settings, application) => {
  const app = await authJs(settings, application)
  const ann = await app.register('ann-lee')
  expect(await signIn(app, ann.browser)).toMatchObject({ sub: ann.id, user: { name: 'ann-lee', email: ann.email } })
})
