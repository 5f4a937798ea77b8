import openid from 'express-openid-connect'
import { expect, test } from 'vitest'
import { siteBy } from './site.ts'

const secret = 'a secret of the site, thirty-two characters'

/** A site behind express-openid-connect, by the settings of docs/clients.md. */
const site = (application = {}) => siteBy('/callback', application, (site, { origin, issuer, clientId, clientSecret }) => {
  site.use(openid.auth({
    issuerBaseURL: issuer, baseURL: origin, clientID: clientId, clientSecret, secret, authRequired: false,
    authorizationParams: { response_type: 'code', scope: 'openid profile email' }, idTokenSigningAlg: 'RS256',
  }))
  site.get('/me', (request, response) => response.json(request.oidc.user ?? null))
  site.get('/userinfo', async (request, response) => response.json(await request.oidc.fetchUserInfo()))
})

test.each([[{ idTokenClaims: true }, true], [{}, false]])('a site behind express-openid-connect knows who signed in, of an application with %o', async (application, isInIdToken) => {
  const app = await site(application)
  const ann = await app.register('ann-lee')
  const begun = await app.visit('/login')
  const { answer } = await app.comeBack(ann.browser, begun.location)
  expect([answer.status, answer.location]).toEqual([302, app.origin])

  const me: unknown = JSON.parse((await app.visit('/me')).body)
  expect(me).toMatchObject({ sub: ann.id, ...(isInIdToken && { email: ann.email, preferred_username: 'ann-lee' }) })
  expect(JSON.parse((await app.visit('/userinfo')).body)).toMatchObject({ sub: ann.id, email: ann.email })
})
