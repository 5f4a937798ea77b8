import { contracts, type Endpoint } from '@gatehouse/contracts'
import { consoleContracts } from '@gatehouse/contracts/console'
import { documentContracts } from '@gatehouse/contracts/documents'
import { personalDataContracts } from '@gatehouse/contracts/personal-data'
import { programContracts } from '@gatehouse/contracts/programs'
import { expect, test } from 'vitest'
import { harness } from './harness.ts'

/** Every endpoint of ours. */
const groups: Record<string, Record<string, Endpoint>>[] = [contracts, consoleContracts, documentContracts, personalDataContracts, programContracts]
const endpoints = groups.flatMap(group => Object.values(group).flatMap(feature => Object.values(feature)))
const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`
const changing = endpoints.filter(({ method }) => method !== 'GET')

const always = 'always'

/**
 * What needs a fresh proof (OWASP ASVS 5.0.0-7.5.1): whatever adds or changes a way in, gives access that outlives the session, says who
 * receives codes, or cannot be undone. `always`, or when; whatever does not is in `free`, with the reason. A new endpoint belongs into one
 * of the two.
 */
const proved: Record<string, string> = {
  'PATCH /users/me': 'for another username, which is signed in with',
  'DELETE /users/me': always,
  'PUT /users/me/password': 'for a first one; the current password is a proof of its own',
  'PUT /users/me/email': always,
  'POST /oauth/:provider/authorization': 'to bind',
  'POST /oauth/:provider/callback': 'to bind',
  'POST /sessions/handoff': 'to bind: it is the callback',
  'POST /oauth/bindings': 'to whoever is signed in',
  'DELETE /users/me/identities/:id': always,
  'POST /o/interactions/:uid/consent': 'for access that outlives the session',
  'POST /o/device/decision': 'to let the device in',
  'POST /o/applications': always,
  'PATCH /o/applications/:clientId': 'of somebody else; of one\'s own for what makes it another, and where codes and tokens go',
  'DELETE /o/applications/:clientId': always,
  'POST /o/applications/:clientId/secrets': always,
  'DELETE /o/applications/:clientId/secrets/:id': always,
  'PUT /o/applications/:clientId/logo': 'of somebody else',
  'DELETE /o/applications/:clientId/logo': 'of somebody else',
  'PATCH /admin/applications/:clientId': always,
  'PATCH /admin/users/:id': always,
  'DELETE /admin/users/:id/sessions': always,
  'POST /admin/users/:id/password-resets': always,
  'POST /admin/groups': always,
  'PATCH /admin/groups/:id': always,
  'DELETE /admin/groups/:id': always,
  'POST /admin/permissions': always,
  'DELETE /admin/permissions/:code': always,
}

const free: Record<string, string> = {
  'PUT /users/me/terms': 'accepts what everybody has to accept',
  'POST /verification-codes': 'sends to the address; using the code is guarded',
  'POST /users': 'begins a session, with a mailed code',
  'POST /users/authorizations': 'begins a session, with the password',
  'POST /users/password-resets': 'proved by a mailed code, and ends every session',
  'POST /sessions/refresh': 'goes on as before; freshness stays what it was',
  'POST /sessions/current/reauthentication': 'is the proof',
  'DELETE /sessions/current': 'takes away',
  'DELETE /sessions/others': 'takes away',
  'DELETE /sessions/:id': 'takes away',
  'POST /oauth/bindings/new-account': 'begins a session, with a mailed code',
  'DELETE /oauth/bindings/current': 'takes away',
  'DELETE /users/me/consents/:clientId': 'takes away',
  'POST /o/interactions/:uid/sign-in': 'ends with the session; asks for a proof where the application does',
  'POST /o/interactions/:uid/cancel': 'takes away',
  'POST /o/device/verification': 'reads',
  'POST /o/logout/decision': 'takes away',
  'POST /admin/jobs/:id/retry': 'sends again what was to be sent, to whom it was to be sent',
}

test('of every endpoint that changes something it is known whether it needs a fresh proof', () => {
  const unknown = changing.map(nameOf).filter(name => !(name in proved) && !(name in free))
  expect(unknown).toEqual([])
  expect(Object.keys(proved).filter(name => name in free)).toEqual([])
})

test('the contracts say so: by the access that is needed, or by the refusal that can be met', () => {
  for (const endpoint of changing) {
    const isAlways = endpoint.access === 'fresh-session' || endpoint.access === 'fresh-superuser'
    const isSometimes = endpoint.errors.includes('reauthentication_required')
    const when = proved[nameOf(endpoint)]
    const asked = endpoint.path.endsWith('/sign-in') && isSometimes
    expect([nameOf(endpoint), isAlways ? always : isSometimes && !asked ? 'sometimes' : 'free']).toEqual([nameOf(endpoint), when === always ? always : when ? 'sometimes' : 'free'])
  }
})

test('what always needs one is refused to a session that was authenticated a while ago, before anything is read of it', async () => {
  const { register, store, clock } = await harness()
  const sue = await register('sue-root')
  await store.users.update(sue.id, { isSuperuser: true })
  for (const minutes of [9, 9]) {
    clock.advance(minutes * 60)
    await sue.browser.post('/sessions/refresh')
  }
  for (const endpoint of endpoints.filter(({ access }) => access === 'fresh-session' || access === 'fresh-superuser')) {
    const path = endpoint.path.replaceAll(/:\w+/g, '019a0000-0000-7000-8000-000000000000')
    const { status, body } = await sue.browser.request(endpoint.method, path, endpoint.method === 'GET' || endpoint.method === 'DELETE' ? undefined : {})
    expect([nameOf(endpoint), status, body.code]).toEqual([nameOf(endpoint), 403, 'reauthentication_required'])
  }
  expect((await store.users.findById(sue.id))?.username).toBe('sue-root')
})
