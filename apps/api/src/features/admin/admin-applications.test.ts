import { consoleContracts } from '@gatehouse/contracts/console'
import { expect, test } from 'vitest'
import { as, withConsole } from '../../../test/console.ts'

const { list, update } = consoleContracts.adminApplications
const web = { clientType: 'confidential', grantTypes: ['authorization_code'], redirectUris: ['https://app.example.com/callback'] }

/** What an event says beside who and when: one database has it as text. */
function detailsOf({ details }: { details?: unknown }): unknown {
  const read: unknown = typeof details === 'string' ? JSON.parse(details) : details
  return read
}

test('every application is listed with whose it is, found by parts of its name and by its id', async () => {
  const { console, register } = await withConsole()
  const ann = await register('ann-lee')
  const make = async (name: string, more = {}) => (await ann.browser.post('/o/applications', { name, ...web, ...more })).body.clientId
  const [orders, loose] = [await make('The 100% Orders'), await make('Loose', { requirePkce: false })]
  const find = async (search: string) => as(list, await console.get(`/admin/applications?${new URLSearchParams({ search }).toString()}`)).applications.map(({ name }) => name)
  expect(await find('100% ord')).toEqual(['The 100% Orders'])
  expect(await find('0_%')).toEqual([])
  expect(await find(orders)).toEqual(['The 100% Orders'])
  expect((await find('')).sort()).toEqual(['Loose', 'The 100% Orders'])
  const { applications } = as(list, await console.get('/admin/applications'))
  expect(applications.find(({ clientId }) => clientId === loose)).toMatchObject({ owner: { id: ann.id, username: 'ann-lee' }, consents: 0, warnings: ['pkce-optional'], disabled: false, secrets: [{}] })
  expect(applications.find(({ clientId }) => clientId === orders)).toMatchObject({ warnings: [] })
  const first = as(list, await console.get('/admin/applications?limit=1'))
  const second = as(list, await console.get(`/admin/applications?limit=1&cursor=${encodeURIComponent(first.nextCursor ?? '')}`))
  expect(new Set([...first.applications, ...second.applications].map(({ clientId }) => clientId))).toEqual(new Set([orders, loose]))
  expect(second.nextCursor).toBe(null)
})

test('one is switched off and on, and people are asked or not; each is noted once', async () => {
  const { console, root, register, events } = await withConsole()
  const ann = await register('ann-lee')
  const { clientId } = (await ann.browser.post('/o/applications', { name: 'Orders', ...web })).body
  const change = (body: object) => console.patch(`/admin/applications/${clientId}`, body)
  expect(as(update, await change({ disabled: true, skipConsent: true }))).toMatchObject({ disabled: true, skipConsent: true })
  expect(as(update, await change({ disabled: true }))).toMatchObject({ disabled: true })
  expect(as(update, await change({ disabled: false }))).toMatchObject({ disabled: false, skipConsent: true })
  expect(await events('application.disabled')).toMatchObject([{ client_id: clientId, actor_id: root.id, user_id: ann.id }])
  expect(await events('application.enabled')).toHaveLength(1)
  expect(await events('application.updated')).toHaveLength(1)
  expect((await console.patch('/admin/applications/no-such', { disabled: true })).body.code).toBe('not_found')
})

test('whether ID tokens say what the scopes say is switched like the others, and noted once', async () => {
  const { console, register, events } = await withConsole()
  const ann = await register('ann-lee')
  const { clientId } = (await ann.browser.post('/o/applications', { name: 'Orders', ...web })).body
  for (const idTokenClaims of [true, true]) expect(as(update, await console.patch(`/admin/applications/${clientId}`, { idTokenClaims }))).toMatchObject({ idTokenClaims: true })
  expect((await ann.browser.get(`/o/applications/${clientId}`)).body.idTokenClaims).toBe(true)
  expect((await events('application.updated')).map(detailsOf)).toEqual([{ idTokenClaims: true }])
})

test('superusers say which service an application is, and nobody else does; only of confidential ones, and of services that the server knows', async () => {
  const orders = 'https://orders.example.com'
  const { console, root, register, events } = await withConsole({ settings: { OAUTH_RESOURCES: `${orders} orders.read, https://bills.example.com bills.read` } })
  const ann = await register('ann-lee')
  const { clientId } = (await ann.browser.post('/o/applications', { name: 'Orders', ...web })).body
  const { clientId: open } = (await ann.browser.post('/o/applications', { name: 'Page', ...web, clientType: 'public' })).body
  expect(as(list, await console.get('/admin/applications')).resources).toEqual([orders, 'https://bills.example.com'])
  const mark = (resourceServer: string | null, id = clientId) => console.patch(`/admin/applications/${id}`, { resourceServer })
  for (const [id, resource] of [[open, orders], [clientId, 'https://elsewhere.example.com'], [clientId, `${orders}/`], [clientId, '']] as const) {
    const { status, body } = await mark(resource, id)
    expect([resource, status, body.errors]).toEqual([resource, 400, [expect.objectContaining({ path: 'resourceServer', code: 'invalid' })]])
  }
  // Nor by whom it belongs to, by any way.
  expect((await ann.browser.patch(`/o/applications/${clientId}`, { resourceServer: orders })).status).toBe(400)
  expect((await ann.browser.post('/o/applications', { name: 'Other', ...web, resourceServer: orders })).status).toBe(400)
  expect((await ann.browser.patch(`/admin/applications/${clientId}`, { resourceServer: orders })).status).toBe(403)
  expect((await ann.browser.get(`/o/applications/${clientId}`)).body.resourceServer).toBe(null)

  for (const resource of [orders, orders, null]) expect(as(update, await mark(resource))).toMatchObject({ resourceServer: resource, disabled: false })
  const noted = await events('application.updated')
  expect(noted).toMatchObject([{ client_id: clientId, actor_id: root.id, user_id: ann.id }, { client_id: clientId }])
  expect(noted.map(detailsOf)).toEqual([{ resourceServer: orders }, { resourceServer: '' }])
})
