import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { genericOAuth } from 'better-auth/plugins'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { siteBy } from './site.ts'

test('a site behind Better Auth knows who signed in', async () => {
  const app = await siteBy('/api/auth/callback/gatehouse', {}, (site, { origin, issuer, clientId, clientSecret }) => {
    const auth = betterAuth({
      baseURL: origin, secret: 'a secret of the site, thirty-two characters', telemetry: { enabled: false }, logger: { level: 'error' },
      database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
      plugins: [genericOAuth({ config: [{
        providerId: 'gatehouse', discoveryUrl: `${issuer}/.well-known/openid-configuration`, clientId, clientSecret, scopes: ['openid', 'profile', 'email'], pkce: true,
      }] })],
    })
    site.all('/api/auth/{*path}', toNodeHandler(auth))
  })
  const ann = await app.register('ann-lee')

  const begun = await app.visit('/api/auth/sign-in/social', {
    method: 'POST', headers: { 'content-type': 'application/json', 'origin': app.origin }, body: JSON.stringify({ provider: 'gatehouse', callbackURL: `${app.origin}/me` }),
  })
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(begun.body))
  const { answer } = await app.comeBack(ann.browser, url)
  expect(answer.location).toBe(`${app.origin}/me`)
  expect(JSON.parse((await app.visit('/api/auth/get-session')).body)).toMatchObject({ user: { name: 'ann-lee', email: ann.email, emailVerified: true } })
})
