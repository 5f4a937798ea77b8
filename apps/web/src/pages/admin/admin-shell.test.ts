import { expect, test } from 'vitest'
import { wireUser } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'
import { visitConsole } from '../../../test/console.ts'

test('whoever is not signed in signs in first, and comes back', async () => {
  const { arrivesAt } = await visit('/admin/users?search=ann', { 'POST /sessions/refresh': () => ({ status: 204 }) })
  await arrivesAt('/sign-in?next=/admin/users?search=ann')
})

test('people who administer nothing are told so, and nothing is asked for them', async () => {
  const { says, requests, heading } = await visitConsole('/admin/users', {}, { user: wireUser })
  await says('You are signed in as ann')
  expect(heading()).toBe('Only administrators can open this page')
  expect(requests.filter(request => request.includes('/admin'))).toEqual([])
})

test('the way to the console is shown to those whom it is for', async () => {
  const links = async (user: object) => {
    const page = await visitConsole('/account', {}, user)
    await page.says('Devices')
    return page.wrapper.findAll('header a').map(link => link.attributes('href'))
  }
  expect(await links({})).toContain('/admin')
  expect(await links({ user: wireUser })).not.toContain('/admin')
})

test('a page below another belongs to it', async () => {
  const { wrapper } = await visitConsole('/admin/users/019a0000-0000-7000-8000-000000000002', {})
  expect(wrapper.findAll('nav [aria-current]').map(link => [link.text(), link.attributes('aria-current')])).toEqual([['Users', 'true']])
})
