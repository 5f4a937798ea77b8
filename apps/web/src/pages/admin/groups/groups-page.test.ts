import { expect, test, vi } from 'vitest'
import { idOf, visitConsole, wireGroup, wirePermission, wireSummary } from '../../../../test/console.ts'
import { problem } from '../../../../test/fake-connection.ts'

const list = (groups: object[], permissions: object[] = [wirePermission('orders.read'), wirePermission('orders.write')]) => ({ status: 200, data: { groups, permissions } })

test('a group is made with the permissions that were ticked', async () => {
  const bodies: unknown[] = []
  const groups: object[] = []
  const { press, says, dialog, pressInDialog } = await visitConsole('/admin/groups', {
    'GET /admin/groups': () => list(groups),
    'POST /admin/groups': ({ body }) => {
      bodies.push(body)
      groups.push(wireGroup(1, { name: 'Support', permissions: ['orders.read'] }))
      return { status: 201, data: groups[0] }
    },
  })
  await says('No groups yet.')
  await press('New group')
  await dialog()?.get('input[name=groupName]').setValue('Support')
  await dialog()?.get('input[type=checkbox]').trigger('change')
  await pressInDialog('New group')
  await says('Group Support created.')
  expect(bodies).toEqual([{ name: 'Support', description: '', permissions: ['orders.read'] }])
})

test('a name that is taken is said beside it', async () => {
  const { press, says, dialog, pressInDialog } = await visitConsole('/admin/groups', {
    'GET /admin/groups': () => list([wireGroup(1)]), [`PATCH /admin/groups/${idOf(1)}`]: () => problem('group_taken', 409),
  })
  await says('Group 1')
  await press('Edit Group 1')
  await pressInDialog('Save')
  await vi.waitFor(() => { expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true') })
  expect(dialog()?.text()).toContain('A group with this name already exists.')
})

test('deleting says how many lose something, and is then done', async () => {
  const groups = [wireGroup(1, { members: 3 })]
  const { press, says, dialog, pressInDialog, text } = await visitConsole('/admin/groups', {
    'GET /admin/groups': () => list(groups),
    [`DELETE /admin/groups/${idOf(1)}`]: () => {
      groups.pop()
      return { status: 204 }
    },
  })
  await says('Group 1')
  await press('Delete Group 1')
  expect(dialog()?.text()).toContain('3 members lose the permissions that only this group grants.')
  await pressInDialog('Delete group')
  await says('Group Group 1 deleted.')
  await vi.waitFor(() => { expect(text()).toContain('No groups yet.') })
})

test('a code that cannot be one is not sent', async () => {
  const { press, says, dialog, pressInDialog, requests } = await visitConsole('/admin/groups', { 'GET /admin/groups': () => list([]) })
  await says('orders.write')
  await press('New permission')
  await dialog()?.get('input[name=permissionCode]').setValue('see orders')
  await pressInDialog('New permission')
  expect(dialog()?.text()).toContain('Start with a letter or digit')
  expect(requests).not.toContain('POST /admin/permissions')
})

test('the members of a group are on a page of their own', async () => {
  const { says, heading } = await visitConsole(`/admin/groups/${idOf(1)}`, {
    'GET /admin/groups': () => list([wireGroup(1)]),
    [`GET /admin/groups/${idOf(1)}/members`]: () => ({ status: 200, data: { users: [wireSummary(7)], nextCursor: null } }),
  })
  await says('user7@example.com')
  expect(heading()).toBe('Members of Group 1')
})
