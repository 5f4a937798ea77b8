import { expect, test } from 'vitest'
import { apache, go, outsideSite, python, ruby } from './outside-site.ts'

test.each([
  ['Authlib', '/callback', '/login', () => python('authlib_site.py'), {}],
  ['requests-oauthlib, without PKCE', '/callback', '/login', () => python('requests_oauthlib_site.py'), { requirePkce: false }],
  ['x/oauth2 and go-oidc', '/callback', '/login', () => go('site.go'), {}],
  ['OmniAuth, without PKCE', '/auth/gatehouse/callback', '/auth/gatehouse', () => ruby('omniauth_site.rb'), { requirePkce: false }],
])('a site with %s knows who signed in', async (_name, callback, login, program, application) => {
  const app = await outsideSite(callback, application, program())
  const ann = await app.register('ann-lee')
  const { asked, answer } = await app.signIn(ann.browser, login)
  expect([asked, answer.location?.replace(app.origin, '')], app.said()).toEqual([['login', 'consent'], '/me'])
  expect(JSON.parse((await app.visit('/me')).body)).toMatchObject({ sub: ann.id, email: ann.email, preferred_username: 'ann-lee' })
})

test.each([
  ['python-social-auth', '/complete/oidc/', '/login/oidc/', 'social_auth_site.py'],
  ['django-allauth', '/accounts/gatehouse/login/callback/', '/accounts/gatehouse/login/', 'allauth_site.py'],
])('a Django site with %s, which knows no PKCE, has an account for whoever signed in', async (_name, callback, login, file) => {
  const app = await outsideSite(callback, { requirePkce: false }, python(file))
  const ann = await app.register('ann-lee')
  const { answer } = await app.signIn(ann.browser, login)
  expect(answer.location ?? answer.body.slice(0, 3000), app.said()).toMatch(/\/me$/)
  expect(JSON.parse((await app.visit('/me')).body)).toEqual({ username: 'ann-lee', email: ann.email })
})

test('Apache with mod_auth_openidc lets in whoever signed in, and nobody else', async () => {
  const app = await outsideSite('/private/callback', {}, apache('apache.conf'))
  const ann = await app.register('ann-lee')
  const { answer } = await app.signIn(ann.browser, '/private/')
  expect(answer.location ?? answer.body, app.said()).toBe(`${app.origin}/private/`)
  const page = await app.visit('/private/')
  expect(page.headers.get('x-signed-in')).toBe(`${ann.email} ${ann.id}`)
})
