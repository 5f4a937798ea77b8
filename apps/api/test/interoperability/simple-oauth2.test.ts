import { AuthorizationCode, ClientCredentials, ResourceOwnerPassword } from 'simple-oauth2'
import { expect, test } from 'vitest'
import { callback, listeningParty } from '../relying-party.ts'

/** As programs have it that were written for django-oauth-toolkit: no PKCE, and a slash at the end of everything. */
const paths = { tokenPath: '/o/token/', revokePath: '/o/revoke_token/' }
const refused = (error: string): unknown => expect.objectContaining({ data: expect.objectContaining({ payload: expect.objectContaining({ error }) }) })
const failure = (work: Promise<unknown>) => work.then(() => 'no failure', (error: unknown) => error)

const withSecret = ({ registered: { clientId, clientSecret = '' }, issuer }: Awaited<ReturnType<typeof listeningParty>>) =>
  ({ client: { id: clientId, secret: clientSecret }, auth: { ...paths, tokenHost: issuer.origin } })

test.each(['header', 'body'] as const)('an old program signs somebody in, refreshes and revokes; its secret is in the %s', async (authorizationMethod) => {
  const app = await listeningParty({}, { requirePkce: false })
  const ann = await app.register('ann-lee')
  const { client, auth } = withSecret(app)
  const program = new AuthorizationCode({ client, auth: { ...auth, authorizePath: '/o/authorize/' }, options: { authorizationMethod } })
  const { url: landed } = await app.journey(ann.browser, new URL(program.authorizeURL({ redirect_uri: callback, scope: ['openid', 'email'], state: 'over there' })))
  expect(landed.searchParams.get('state')).toBe('over there')
  const options = { code: landed.searchParams.get('code') ?? '', redirect_uri: callback }
  const tokens = await program.getToken(options)
  expect(tokens.token).toMatchObject({ token_type: 'Bearer', scope: 'openid email', expires_in: expect.any(Number) })

  const next = await tokens.refresh()
  const userinfo = async () => (await fetch(`${app.issuer.origin}/o/userinfo/`, { headers: { authorization: `Bearer ${String(next.token['access_token'])}` } })).status
  expect(await userinfo()).toBe(200)
  await next.revokeAll()
  expect(await userinfo()).toBe(401)
  expect(await failure(next.refresh())).toEqual(refused('invalid_grant'))
  expect(await failure(program.getToken(options))).toEqual(refused('invalid_grant'))
})

test('a program asks for itself', async () => {
  const app = await listeningParty({}, { grantTypes: ['client_credentials'], redirectUris: [] })
  const program = new ClientCredentials(withSecret(app))
  const tokens = await program.getToken({})
  expect(tokens.token).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) })
  await tokens.revoke('access_token')
  const wrong = new ClientCredentials({ ...withSecret(app), client: { id: app.registered.clientId, secret: 'wrong' } })
  expect(await failure(wrong.getToken({}))).toEqual(refused('invalid_client'))
})

test('an old program hands on a name and a password, where that is switched on', async () => {
  const app = await listeningParty({ settings: { LEGACY_GRANTS: 'true' } }, { grantTypes: ['password', 'refresh_token'], redirectUris: [] })
  const ann = await app.register('ann-lee')
  const program = new ResourceOwnerPassword(withSecret(app))
  const tokens = await program.getToken({ username: 'ann-lee', password: ann.password, scope: 'email profile' })
  expect(tokens.token).toMatchObject({ token_type: 'Bearer', scope: 'email profile' })
  const next = await tokens.refresh()
  const known = await fetch(`${app.issuer.origin}/public-api/current_user/base_info/`, { headers: { authorization: `Bearer ${String(next.token['access_token'])}` } })
  expect([known.status, await known.json()]).toEqual([200, { name: 'ann-lee', name_cn: 'ann-lee', email: ann.email }])
  await next.revoke('refresh_token')
  expect(await failure(next.refresh())).toEqual(refused('invalid_grant'))
  expect(await failure(program.getToken({ username: 'ann-lee', password: 'wrong password' }))).toEqual(refused('invalid_grant'))
})
