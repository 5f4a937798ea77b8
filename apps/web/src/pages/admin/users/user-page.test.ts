import { expect, test, vi } from 'vitest'
import { idOf, visitConsole, wireDetails, wireGroup, wireSuperuser } from '../../../../test/console.ts'
import { problem, wireSession, type Answer } from '../../../../test/fake-connection.ts'

const path = `/admin/users/${idOf(2)}`
const read = (more = {}) => ({ [`GET ${path}`]: () => ({ status: 200, data: wireDetails(2, more) }) })

test('disabling names what ends, may want a proof first, and is then done', async () => {
  const bodies: unknown[] = []
  const answers: Answer[] = [problem('reauthentication_required', 403), { status: 200, data: wireDetails(2, { disabled: true, disabledAt: '2026-11-21T08:00:00.000Z', sessions: [] }) }]
  const { press, says, dialog, pressInDialog, prove, text } = await visitConsole(path, {
    ...read(),
    [`PATCH ${path}`]: ({ body }) => {
      bodies.push(body)
      return answers.shift() ?? problem('internal', 500)
    },
    'POST /sessions/current/reauthentication': () => ({ status: 200, data: { ...wireSession, user: wireSuperuser } }),
  })
  await says('Disable account')
  await press('Disable account')
  expect(dialog()?.text()).toContain('1 session is signed out')
  await pressInDialog('Disable account')
  await prove()
  await says('user2 has been disabled.')
  expect(bodies).toEqual([{ disabled: true }, { disabled: true }])
  expect(text()).toContain('No active sessions.')
  expect(text()).toContain('Enable account')
})

test('disabling an account that holds nothing names nothing that ends', async () => {
  const { press, says, dialog } = await visitConsole(path, read({ sessions: [], consents: [] }))
  await says('Disable account')
  await press('Disable account')
  expect(dialog()?.findAll('li').map(loss => loss.text())).toEqual(['Nobody can sign in to the account until it is enabled again. Its data is kept'])
})

test('nobody is offered to disable their own account', async () => {
  const own = `/admin/users/${idOf(1)}`
  const { says, text } = await visitConsole(own, { [`GET ${own}`]: () => ({ status: 200, data: wireDetails(1) }) })
  await says('This is your own account.')
  expect(text()).not.toContain('Disable account')
})

test('a password reset says where it was sent', async () => {
  const { press, says } = await visitConsole(path, { ...read(), [`POST ${path}/password-resets`]: () => ({ status: 202, data: { sentTo: 'u***2@example.com' } }) })
  await says('Reset password')
  await press('Reset password')
  await says('was sent to u***2@example.com.')
})

test('an account without an e-mail is not sent anything', async () => {
  const { says, press, requests } = await visitConsole(path, read({ email: null }))
  await says('This account has no e-mail')
  await press('Reset password')
  expect(requests.filter(request => request.includes('password-resets'))).toEqual([])
})

test('groups are chosen out of all there are', async () => {
  const bodies: unknown[] = []
  const { press, says, dialog, pressInDialog } = await visitConsole(path, {
    ...read({ groups: [{ id: idOf(31), name: 'Group 31' }] }),
    'GET /admin/groups': () => ({ status: 200, data: { groups: [wireGroup(31), wireGroup(32)], permissions: [] } }),
    [`PATCH ${path}`]: ({ body }) => {
      bodies.push(body)
      return { status: 200, data: wireDetails(2, { groups: [{ id: idOf(32), name: 'Group 32' }], permissions: ['a.b'] }) }
    },
  })
  await says('Change groups')
  await press('Change groups')
  await vi.waitFor(() => { expect(dialog()?.findAll('input')).toHaveLength(2) })
  expect(dialog()?.findAll('input').map(({ element }) => element.checked)).toEqual([true, false])
  for (const input of dialog()?.findAll('input') ?? []) await input.trigger('change')
  await pressInDialog('Save')
  await says('Groups of user2 saved.')
  expect(bodies).toEqual([{ groups: [idOf(32)] }])
  await says('a.b')
})

test('all sessions end together', async () => {
  const { press, says, pressInDialog, text } = await visitConsole(path, { ...read(), [`DELETE ${path}/sessions`]: () => ({ status: 204 }) })
  await says('End all sessions')
  await press('End all sessions')
  await pressInDialog('End all sessions')
  await says('All sessions of user2 have ended.')
  expect(text()).toContain('No active sessions.')
})
