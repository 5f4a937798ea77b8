import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { withConsole } from '../../../test/console.ts'

async function staffed() {
  const app = await withConsole()
  const ann = await app.register('ann-lee')
  for (const code of ['orders.read', 'orders.write']) await app.console.post('/admin/permissions', { code, description: '' })
  const { body: group } = await app.console.post('/admin/groups', { name: 'Readers', description: '', permissions: ['orders.read'] })
  expect((await app.console.patch(`/admin/users/${ann.id}`, { groups: [group.id] })).status).toBe(200)
  const rights = async () => {
    const { body } = await ann.browser.get('/users/me/permissions')
    return [body.groups, body.permissions]
  }
  return { ...app, ann, group, rights }
}

test('rights follow a group and not its name: renamed it keeps its members, and who takes the old name gets none', async () => {
  const { console, group, rights } = await staffed()
  expect((await console.patch(`/admin/groups/${group.id}`, { name: 'Owners' })).status).toBe(200)
  const other = await console.post('/admin/groups', { name: 'Readers', description: '', permissions: ['orders.write'] })
  expect(other.status).toBe(201)
  expect(await rights()).toEqual([['Owners'], ['orders.read']])
  expect((await console.get(`/admin/groups/${other.body.id}/members`)).body).toMatchObject({ users: [] })
})

test('a permission that is deleted and made again under its old code is given to nobody', async () => {
  const { console, rights } = await staffed()
  expect((await console.delete('/admin/permissions/orders.read')).status).toBe(204)
  expect((await console.post('/admin/permissions', { code: 'orders.read', description: '' })).status).toBe(201)
  expect(await rights()).toEqual([['Readers'], []])
})

test('who reads while a group gets another name and other permissions sees it before or after, and no mixture', async () => {
  const { console, group, rights } = await staffed()
  const states = [{ name: 'Readers', permissions: ['orders.read'] }, { name: 'Writers', permissions: ['orders.write'] }]
  const seen = new Set<string>()
  let isChanging = true
  const reader = async () => {
    while (isChanging) {
      seen.add(JSON.stringify(await rights()))
      await setImmediate()
    }
  }
  const readers = Array.from({ length: 6 }, reader)
  for (let round = 1; round <= 30; round++) expect((await console.patch(`/admin/groups/${group.id}`, states[round % 2])).status).toBe(200)
  isChanging = false
  await Promise.all(readers)
  expect([...seen].sort()).toEqual(states.map(({ name, permissions }) => JSON.stringify([[name], permissions])))
})

test('a group or permission that goes at the very moment it is given is refused by its place, and nobody has it', async () => {
  const { console, ann, rows } = await staffed()
  for (let round = 0; round < 10; round++) {
    const { body: { id } } = await console.post('/admin/groups', { name: `Round ${round}`, description: '' })
    const [given, gone] = await Promise.all([console.patch(`/admin/users/${ann.id}`, { groups: [id] }), console.delete(`/admin/groups/${id}`)])
    expect([gone.status, [200, 400].includes(given.status)]).toEqual([204, true])
    expect((await rows('user_groups')).filter(row => row['group_id'] === id)).toEqual([])
  }
})
