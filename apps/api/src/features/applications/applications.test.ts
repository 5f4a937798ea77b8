import { expect, test } from 'vitest'
import { z } from 'zod'
import { harness } from '../../../test/harness.ts'
import { png } from '../../../test/pictures.ts'
import { publicProgram, registering, webProgram } from '../../../test/registered.ts'
import { hashToken } from '../../lib/tokens.ts'

test('a confidential program gets a secret that is shown once and kept as a hash', async () => {
  const { ann, program, rows } = await registering()
  const made = await program()
  expect(made).toEqual({
    clientId: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'Orders', clientType: 'confidential', applicationType: 'web', tokenEndpointAuthMethod: 'client_secret_basic',
    grantTypes: ['authorization_code', 'refresh_token'], redirectUris: ['https://orders.example.com/cb'], postLogoutRedirectUris: [], allowedOrigins: [],
    scopes: ['openid', 'profile', 'email', 'phone', 'permissions', 'offline_access'], requirePkce: true, skipConsent: false, backchannelLogoutUri: null, homepageUrl: null,
    jwks: null, idTokenSignedResponseAlg: 'RS256', idTokenClaims: false, resourceServer: null, logoUrl: null, disabled: false, createdAt: expect.any(String), updatedAt: expect.any(String),
    clientSecret: expect.stringMatching(/^[\w-]{43}$/), secrets: [{ id: expect.any(String), hint: made.clientSecret.slice(-4), createdAt: expect.any(String) }],
  })
  const { clientSecret, ...shown } = made
  expect((await ann.browser.get(`/o/applications/${made.clientId}`)).body).toEqual(shown)
  expect((await ann.browser.get('/o/applications')).body).toEqual({
    applications: [shown], canRegister: true, legacyGrants: false, scopes: ['openid', 'profile', 'email', 'phone', 'permissions', 'offline_access'],
  })
  const [stored] = await rows('application_secrets')
  expect(stored?.['secret_hash']).toBe(hashToken(clientSecret))
  expect(JSON.stringify([await rows('application_secrets'), await rows('applications'), await rows('audit_events')])).not.toContain(clientSecret)
})

test('public programs and those with keys of their own get no secret', async () => {
  const { program, rows } = await registering()
  const made = await program(publicProgram)
  expect(made).toMatchObject({ clientType: 'public', tokenEndpointAuthMethod: 'none', requirePkce: true, secrets: [] })
  expect(made).not.toHaveProperty('clientSecret')
  expect(await rows('application_secrets')).toEqual([])
})

test('programs are listed to their owner, the newest first', async () => {
  const { ann, register, program, clock } = await registering()
  for (const name of ['One', 'Two', 'Three']) {
    await program({ name })
    clock.advance(1)
  }
  expect((await ann.browser.get('/o/applications')).body.applications.map(({ name, secrets }) => [name, secrets.length])).toEqual([['Three', 1], ['Two', 1], ['One', 1]])
  const bob = await register('bob-ray')
  expect((await bob.browser.get('/o/applications')).body.applications).toEqual([])
})

test('registering a program changes nothing about the person', async () => {
  const { program, rows, clock } = await registering()
  const before = await rows('users')
  clock.advance(5)
  await program()
  expect(await rows('users')).toEqual(before)
})

test('where only superusers register, others are refused and told so beforehand', async () => {
  const { ann, superuser } = await registering({ settings: { APPLICATION_REGISTRATION: 'superusers' } })
  expect((await ann.browser.get('/o/applications')).body.canRegister).toBe(false)
  const refused = await ann.browser.post('/o/applications', webProgram)
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
  const sue = await superuser('sue-root')
  expect((await sue.browser.post('/o/applications', webProgram)).status).toBe(201)
})

test('an account has as many programs as the server allows', async () => {
  const { ann, program } = await registering({ settings: { APPLICATIONS_PER_USER: '2' } })
  const { clientId } = await program()
  await program()
  expect((await ann.browser.get('/o/applications')).body.canRegister).toBe(false)
  const refused = await ann.browser.post('/o/applications', webProgram)
  expect([refused.status, refused.body.code]).toEqual([409, 'application_limit'])
  // Before any key is read.
  const withKeys = await ann.browser.post('/o/applications', { ...webProgram, tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [{ kty: 'none' }] } })
  expect([withKeys.status, withKeys.body.code]).toEqual([409, 'application_limit'])
  await ann.browser.delete(`/o/applications/${clientId}`)
  expect((await ann.browser.post('/o/applications', webProgram)).status).toBe(201)
})

test('grants that are given up need the server\'s leave', async () => {
  const { faults } = await registering()
  expect(await faults({ grantTypes: ['authorization_code', 'implicit', 'password'] })).toEqual([['grantTypes.1', 'grant_not_allowed'], ['grantTypes.2', 'grant_not_allowed']])
  const { faults: faultsThere, ann } = await registering({ settings: { LEGACY_GRANTS: 'true' } })
  expect((await ann.browser.get('/o/applications')).body.legacyGrants).toBe(true)
  expect(await faultsThere({ grantTypes: ['implicit', 'password', 'refresh_token'] })).toBeNull()
  expect(await faultsThere({ ...publicProgram, grantTypes: ['implicit'] })).toBeNull()
  expect(await faultsThere({ ...publicProgram, grantTypes: ['implicit', 'password'] })).toEqual([['grantTypes.1', 'grant_not_allowed']])
  expect(await faultsThere({ grantTypes: ['implicit'], scopes: ['profile'] })).toEqual([['scopes', 'required']])
})

test.each([
  ['a public program that authenticates', { ...publicProgram, tokenEndpointAuthMethod: 'client_secret_basic' }, 'tokenEndpointAuthMethod', 'invalid'],
  ['a public program that asks for itself', { ...publicProgram, grantTypes: ['client_credentials'] }, 'grantTypes.0', 'grant_not_allowed'],
  ['a public program without PKCE', { ...publicProgram, requirePkce: false }, 'requirePkce', 'invalid'],
  ['a confidential program that does not authenticate', { tokenEndpointAuthMethod: 'none' }, 'tokenEndpointAuthMethod', 'invalid'],
  ['a program with keys and none there', { tokenEndpointAuthMethod: 'private_key_jwt' }, 'jwks', 'required'],
  ['refreshing what nobody ever gets', { grantTypes: ['client_credentials', 'refresh_token'] }, 'grantTypes.1', 'grant_not_allowed'],
  ['the same grant twice', { grantTypes: ['authorization_code', 'authorization_code'] }, 'grantTypes.1', 'duplicate'],
  ['no grant', { grantTypes: [] }, 'grantTypes', 'required'],
  ['a grant nobody knows', { grantTypes: ['authorization_code', 'magic'] }, 'grantTypes.1', 'invalid'],
  ['no way back', { redirectUris: [] }, 'redirectUris', 'required'],
  ['a scope nobody knows', { scopes: ['openid', 'admin'] }, 'scopes.1', 'scope_unknown'],
  ['the same scope twice', { scopes: ['openid', 'openid'] }, 'scopes.1', 'duplicate'],
  ['skipping consent', { skipConsent: true }, 'skipConsent', 'superusers_only'],
  ['a name that turns the text around', { name: 'Orders\u202e' }, 'name', 'display_name_characters'],
  ['a name of spaces', { name: '   ' }, 'name', 'required'],
  ['an id of one\'s own choice', { clientId: 'mine' }, 'clientId', 'unknown_field'],
  ['somebody else\'s', { ownerId: 'x' }, 'ownerId', 'unknown_field'],
  ['a secret of one\'s own choice', { clientSecret: 'x' }, 'clientSecret', 'unknown_field'],
  ['keys behind an address', { jwksUri: 'http://169.254.169.254/' }, 'jwksUri', 'unknown_field'],
  ['being trusted', { isFirstParty: true }, 'isFirstParty', 'unknown_field'],
  ['a type nobody knows', { clientType: 'trusted' }, 'clientType', 'invalid'],
])('%s is refused', async (_name, input, path, code) => {
  const { faults, rows } = await registering()
  expect(await faults(input)).toEqual([[path, code]])
  expect(await rows('applications')).toEqual([])
})

test('programs without people need no way back; a device needs none either', async () => {
  const { faults } = await registering()
  expect(await faults({ grantTypes: ['client_credentials'], redirectUris: undefined })).toBeNull()
  expect(await faults({ ...publicProgram, grantTypes: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'], redirectUris: undefined })).toBeNull()
})

test('scopes of other services can be asked for where the server knows them', async () => {
  const { faults, ann } = await registering({ settings: { OAUTH_RESOURCES: 'https://orders.example.com orders.read orders.write, https://bills.example.com orders.read' } })
  expect(await faults({ scopes: ['openid', 'orders.read'] })).toBeNull()
  expect((await ann.browser.get('/o/applications')).body.scopes.slice(-2)).toEqual(['orders.read', 'orders.write'])
})

test('only superusers switch the question off, also later', async () => {
  const { ann, program, superuser } = await registering()
  const { clientId } = await program({ skipConsent: false })
  const refused = await ann.browser.patch(`/o/applications/${clientId}`, { skipConsent: true })
  expect([refused.status, refused.body.errors[0]?.code]).toEqual([400, 'superusers_only'])
  const sue = await superuser('sue-root')
  expect((await sue.browser.patch(`/o/applications/${clientId}`, { skipConsent: true })).body.skipConsent).toBe(true)
  expect((await ann.browser.patch(`/o/applications/${clientId}`, { name: 'Orders 2', skipConsent: true })).status).toBe(200)
  expect((await ann.browser.patch(`/o/applications/${clientId}`, { skipConsent: false })).body.errors[0]?.code).toBe('superusers_only')
  // What the superuser vouched for is not that any more: people are asked again.
  expect((await ann.browser.patch(`/o/applications/${clientId}`, { redirectUris: ['https://elsewhere.example.com/callback'] })).body.skipConsent).toBe(false)
})

test('what is left out of a change stays', async () => {
  const { ann, program, clock } = await registering()
  const { clientSecret: _, ...before } = await program({ homepageUrl: 'https://orders.example.com', requirePkce: false })
  clock.advance(60)
  const { status, body } = await ann.browser.patch(`/o/applications/${before.clientId}`, { name: ' Orders 2 ', homepageUrl: null })
  expect(status).toBe(200)
  expect(body).toEqual({ ...before, name: 'Orders 2', homepageUrl: null, updatedAt: expect.any(String) })
  expect(body.updatedAt).not.toBe(before.updatedAt)
  expect((await ann.browser.get(`/o/applications/${before.clientId}`)).body).toEqual(body)
  expect((await ann.browser.patch(`/o/applications/${before.clientId}`, {})).status).toBe(200)
})

test('a change is judged together with what stays', async () => {
  const { ann, program } = await registering()
  const { clientId } = await program()
  const change = async (changes: object, id = clientId) => (await ann.browser.patch(`/o/applications/${id}`, changes)).body.errors?.map(({ path, code }) => [path, code])
  expect(await change({ redirectUris: [] })).toEqual([['redirectUris', 'required']])
  expect(await change({ grantTypes: ['refresh_token'] })).toEqual([['grantTypes.0', 'grant_not_allowed']])
  expect(await change({ tokenEndpointAuthMethod: 'none' })).toEqual([['tokenEndpointAuthMethod', 'invalid']])
  expect(await change({ clientType: 'public' })).toEqual([['clientType', 'unknown_field']])
  const native = await program({ ...publicProgram, applicationType: 'native', redirectUris: ['com.example.pocket:/cb'] })
  expect(await change({ applicationType: 'web' }, native.clientId)).toEqual([['redirectUris.0', 'uri_not_allowed']])
  expect(await change({ requirePkce: false }, native.clientId)).toEqual([['requirePkce', 'invalid']])
})

test('what the server no longer allows keeps nobody from changing the rest', async () => {
  const lenient = await registering({ settings: { LEGACY_GRANTS: 'true', OAUTH_RESOURCES: 'https://orders.example.com orders.read' } })
  const { clientId } = await lenient.program({ grantTypes: ['implicit'], scopes: ['openid', 'orders.read'] })
  const { app } = await harness({ database: lenient.testDatabase, clock: lenient.clock, mailbox: lenient.mailbox, secret: lenient.secret })
  const change = (payload: object) => app.inject({ method: 'PATCH', url: `/o/applications/${clientId}`, payload, headers: { authorization: `Bearer ${lenient.ann.browser.accessToken}` } })
  expect((await change({ name: 'Renamed' })).statusCode).toBe(200)
  expect((await change({ grantTypes: ['implicit'] })).statusCode).toBe(400)
  expect((await change({ scopes: ['openid', 'orders.read'] })).statusCode).toBe(400)
})

test('what belongs to others is not found; superusers may read, change and delete it', async () => {
  const { register, program, superuser, rows } = await registering()
  const { clientId, secrets: [secret] } = await program()
  const bob = await register('bob-ray')
  const sue = await superuser('sue-root')
  const path = `/o/applications/${clientId}`
  const image = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64')
  for (const [method, url, body] of [
    ['GET', path], ['PATCH', path, { name: 'Mine' }], ['DELETE', path], ['POST', `${path}/secrets`, {}], ['DELETE', `${path}/secrets/${secret?.id}`],
    ['PUT', `${path}/logo`, { image }], ['DELETE', `${path}/logo`], ['PATCH', path, { jwks: { keys: [{}] } }], ['PUT', `${path}/logo`, { image: 'AAAA' }],
  ] as const) {
    const answer = await bob.browser.request(method, url, body)
    expect([method, url, answer.status, answer.body.code]).toEqual([method, url, 404, 'not_found'])
  }
  expect((await sue.browser.post(`${path}/secrets`)).status).toBe(404)
  expect((await sue.browser.get(path)).body.clientId).toBe(clientId)
  expect((await sue.browser.patch(path, { name: 'Looked after' })).body.name).toBe('Looked after')
  expect((await sue.browser.delete(path)).status).toBe(204)
  const events = (await rows('audit_events')).filter(({ action }) => String(action).startsWith('application.')).map(({ action, user_id, actor_id, client_id }) => [action, user_id, actor_id, client_id])
  const [owner] = (await rows('users')).filter(({ username }) => username === 'ann-lee')
  expect(events).toEqual([['application.created', owner?.['id'], null, clientId], ['application.updated', owner?.['id'], sue.id, clientId], ['application.deleted', owner?.['id'], sue.id, clientId]])
})

test('nobody registers, reads or changes programs without signing in, and destroys one only with fresh proof', async () => {
  const { ann, program, browser, clock } = await registering()
  const { clientId } = await program()
  const path = `/o/applications/${clientId}`
  for (const [method, url] of [['GET', '/o/applications'], ['POST', '/o/applications'], ['GET', path], ['PATCH', path], ['DELETE', path], ['POST', `${path}/secrets`], ['PUT', `${path}/logo`]] as const) {
    expect([url, (await browser().request(method, url, method === 'GET' || method === 'DELETE' ? undefined : {})).status]).toEqual([url, 401])
  }
  clock.advance(300)
  await ann.browser.post('/sessions/refresh')
  clock.advance(301)
  await ann.browser.post('/sessions/refresh')
  for (const [method, url] of [['DELETE', path], ['POST', `${path}/secrets`]] as const) {
    expect((await ann.browser.request(method, url, method === 'DELETE' ? undefined : {})).body.code).toBe('reauthentication_required')
  }
})

test('a program outlives its owner, switched off: nobody answers for it until a superuser switches it on', async () => {
  const { ann, program, superuser, rows, app, browser } = await registering()
  const { clientId, clientSecret } = await program({ grantTypes: ['client_credentials'], redirectUris: [] })
  const { clientId: other } = await program({ name: 'Off already' })
  const sue = await superuser('sue-root')
  await sue.browser.patch(`/admin/applications/${other}`, { disabled: true })
  const ask = async () => {
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
    const { statusCode, body } = await app.inject({ method: 'POST', url: '/o/token', headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' }, payload: 'grant_type=client_credentials' })
    return { status: statusCode, token: z.object({ access_token: z.optional(z.string()) }).parse(JSON.parse(body)).access_token }
  }
  const { status, token } = await ask()
  expect([status, token]).toEqual([200, expect.any(String)])
  const isActive = async () => {
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
    const answer = await app.inject({ method: 'POST', url: '/o/introspect', headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' }, payload: `token=${token}` })
    return answer.statusCode === 200 && answer.body.includes('"active":true')
  }
  expect(await isActive()).toBe(true)

  expect((await ann.browser.delete('/users/me')).status).toBe(204)
  expect((await rows('applications')).map(({ id, owner_id, disabled_at }) => [id, owner_id, disabled_at !== null]).sort()).toEqual([[clientId, null, true], [other, null, true]].sort())
  expect([(await ask()).status, await isActive()]).toEqual([401, false])
  const events = (await rows('audit_events')).filter(({ action }) => action === 'application.disabled')
  expect(events.map(({ client_id, user_id }) => [client_id, user_id]).sort()).toEqual([[clientId, null], [other, null]].sort())

  const listed = (await sue.browser.get('/admin/applications')).body.applications.find(({ clientId: id }) => id === clientId)
  expect(listed).toMatchObject({ owner: null, disabled: true })
  expect((await sue.browser.patch(`/admin/applications/${clientId}`, { disabled: false })).status).toBe(200)
  expect((await ask()).status).toBe(200)
  expect((await sue.browser.post(`/o/applications/${clientId}/secrets`)).status).toBe(201)
  expect((await browser().get(`/o/applications/${clientId}`)).status).toBe(401)
})

test('a program that is registered while its owner is deleted is switched off as well, or never made', async () => {
  for (let round = 0; round < 5; round++) {
    const { ann, rows } = await registering()
    const begun = Array.from({ length: 8 }, () => ann.browser.post('/o/applications', webProgram))
    // The others are on their way.
    await Promise.race(begun)
    const last = Array.from({ length: 4 }, () => ann.browser.post('/o/applications', webProgram))
    const [deleted, ...registered] = await Promise.all([ann.browser.delete('/users/me'), ...begun, ...last])
    expect([deleted.status, await rows('users')]).toEqual([204, []])
    const applications = await rows('applications')
    expect(applications).toHaveLength(registered.filter(({ status }) => status === 201).length)
    expect(applications).not.toEqual([])
    expect(applications.filter(({ disabled_at }) => disabled_at === null)).toEqual([])
  }
})

test('deleting a program leaves nothing of it', async () => {
  const { ann, program, rows, store, clock } = await registering()
  const { clientId } = await program()
  const now = clock.now()
  await ann.browser.put(`/o/applications/${clientId}/logo`, { image: png().toString('base64') })
  await store.consents.hold({ id: 'c', userId: ann.id, applicationId: clientId, scopes: [], resources: {}, createdAt: now, updatedAt: now })
  expect((await ann.browser.delete(`/o/applications/${clientId}`)).status).toBe(204)
  expect((await ann.browser.delete(`/o/applications/${clientId}`)).status).toBe(404)
  for (const table of ['applications', 'application_secrets', 'application_logos', 'consents']) expect([table, await rows(table)]).toEqual([table, []])
})

test('ids that cannot be are refused, and reach no other route', async () => {
  const { ann } = await registering()
  for (const id of ['..%2fusers', '%00', 'a'.repeat(65), 'x y', '%ff']) expect([id, (await ann.browser.get(`/o/applications/${id}`)).status]).toEqual([id, 400])
  expect((await ann.browser.get(`/o/applications/${'0'.repeat(32)}`)).status).toBe(404)
})

test.each([
  [{}, ['https://orders.example.com']], [{ redirectUris: ['https://orders.example.com/cb', 'https://orders.example.com/', 'http://localhost:4101/'] }, ['https://orders.example.com', 'http://localhost:4101']],
  [{ allowedOrigins: [] }, []], [{ allowedOrigins: ['https://other.example.com'] }, ['https://other.example.com']],
  [{ applicationType: 'native', redirectUris: ['http://127.0.0.1/cb'] }, []], [{ clientType: 'confidential' }, []],
])('pages of a public program may call us from where its addresses are, unless it says otherwise: %j', async (input, origins) => {
  const { program } = await registering()
  expect((await program({ ...publicProgram, ...input })).allowedOrigins).toEqual(origins)
})
