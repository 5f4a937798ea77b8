import { consoleContracts } from '@gatehouse/contracts/console'
import { expect, test } from 'vitest'
import { as, withConsole } from '../../../test/console.ts'

const { list, update } = consoleContracts.adminApplications
const web = { clientType: 'confidential', grantTypes: ['authorization_code'], redirectUris: ['https://app.example.com/callback'] }

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
