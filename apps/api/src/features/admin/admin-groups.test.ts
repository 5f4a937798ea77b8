import { consoleContracts } from '@gatehouse/contracts/console'
import { expect, test } from 'vitest'
import { as, withConsole } from '../../../test/console.ts'
import { newId } from '../../lib/ids.ts'

const { create, list, members, update } = consoleContracts.adminGroups

test('a group has a name of its own, whoever makes or renames it at once', async () => {
  const { console, events } = await withConsole()
  const answers = await Promise.all(Array.from({ length: 8 }, () => console.post('/admin/groups', { name: ' Sales ' })))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('group_taken')
  const stock = as(create, await console.post('/admin/groups', { name: 'Stock' }))
  expect((await console.patch(`/admin/groups/${stock.id}`, { name: 'Sales' })).body.code).toBe('group_taken')
  expect((await console.patch(`/admin/groups/${stock.id}`, { name: 'Stock', description: 'Those who count' })).status).toBe(200)
  expect(await events('group.created')).toHaveLength(2)
  expect(await events('group.updated')).toHaveLength(1)
})

test('permissions are made once, given as a set, and gone with their code', async () => {
  const { console, root, events } = await withConsole()
  const makes = await Promise.all(Array.from({ length: 5 }, () => console.post('/admin/permissions', { code: 'orders.read' })))
  expect(makes.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(makes.find(({ status }) => status === 409)?.body.code).toBe('permission_taken')
  await console.post('/admin/permissions', { code: 'orders.write', description: 'Change orders' })

  const group = as(create, await console.post('/admin/groups', { name: 'Sales', permissions: ['orders.write', 'orders.read', 'orders.read'] }))
  expect(group).toMatchObject({ permissions: ['orders.read', 'orders.write'], members: 0 })
  expect((await console.patch(`/admin/groups/${group.id}`, { name: 'Renamed', permissions: ['orders.read', 'no.such'] })).body.errors).toMatchObject([{ path: 'permissions.1', code: 'invalid' }])
  expect(as(list, await console.get('/admin/groups'))).toMatchObject({
    groups: [{ name: 'Sales', permissions: ['orders.read', 'orders.write'] }], permissions: [{ code: 'orders.read', groups: 1 }, { code: 'orders.write', description: 'Change orders' }],
  })
  expect(as(update, await console.patch(`/admin/groups/${group.id}`, { permissions: ['orders.write'] })).permissions).toEqual(['orders.write'])
  expect((await console.delete('/admin/permissions/orders.write')).status).toBe(204)
  expect((await console.delete('/admin/permissions/orders.write')).body.code).toBe('not_found')
  expect(as(list, await console.get('/admin/groups')).groups).toMatchObject([{ permissions: [] }])
  expect(await events('permission.created')).toMatchObject([{ actor_id: root.id, user_id: null }, { actor_id: root.id }])
  expect(await events('permission.deleted')).toHaveLength(1)
})

test('members come in pages, the newest first, and stay when their group is deleted', async () => {
  const { console, register, events } = await withConsole()
  const group = as(create, await console.post('/admin/groups', { name: 'Sales' }))
  const people = []
  for (const name of ['ann-lee', 'bob-lee', 'cat-lee']) people.push(await register(name))
  for (const { id } of people) await console.patch(`/admin/users/${id}`, { groups: [group.id] })
  const first = as(members, await console.get(`/admin/groups/${group.id}/members?limit=2`))
  const second = as(members, await console.get(`/admin/groups/${group.id}/members?limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`))
  expect([first, second].map(({ users }) => users.map(({ username }) => username))).toEqual([['cat-lee', 'bob-lee'], ['ann-lee']])
  expect(second.nextCursor).toBe(null)
  expect(as(list, await console.get('/admin/groups')).groups).toMatchObject([{ members: 3 }])
  expect((await console.delete(`/admin/groups/${group.id}`)).status).toBe(204)
  expect((await console.delete(`/admin/groups/${group.id}`)).body.code).toBe('not_found')
  expect((await console.get(`/admin/groups/${group.id}/members`)).body.code).toBe('not_found')
  expect((await console.patch(`/admin/groups/${newId()}`, { name: 'x' })).body.code).toBe('not_found')
  expect((await console.get(`/admin/users/${people[0]?.id}`)).body).toMatchObject({ username: 'ann-lee', groups: [] })
  expect(await events('group.deleted')).toHaveLength(1)
})
