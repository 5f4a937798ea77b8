import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession, type Answer } from '../../../test/fake-connection.ts'
import { fakeMemory } from '../../../test/gatehouse.ts'
import { withProviders } from '../../../test/providers.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

type Page = Awaited<ReturnType<typeof visit>>
const input = (page: Page, name: string) => page.wrapper.get<HTMLInputElement>(`input[name=${name}]`)

async function fillIn(page: Page, username = 'linden', password = 'copper lantern') {
  await input(page, 'username').setValue(username)
  await input(page, 'password').setValue(password)
}
async function send(page: Page) {
  await page.wrapper.get('form').trigger('submit')
  await flushPromises()
}
const refused = { 'POST /users/authorizations': () => problem('credentials_invalid', 401) }

test('a wrong password is said above the form, is marked, selected and focused, and the reset is a link in the message', async () => {
  const page = await visit('/sign-in?next=/account/data', refused)
  await fillIn(page)
  await send(page)
  const alert = page.wrapper.get('[role=alert]')
  expect(alert.text()).toBe('Wrong account or password. Forgot password?')
  expect(alert.element.compareDocumentPosition(page.wrapper.get('form').element)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  expect(alert.get('a').attributes('href')).toBe('/forgot-password?next=/account/data')
  const { element } = input(page, 'password')
  expect(element.getAttribute('aria-invalid')).toBe('true')
  expect(document.activeElement).toBe(element)
  expect([element.selectionStart, element.selectionEnd]).toEqual([0, 'copper lantern'.length])
  await input(page, 'password').setValue('copper')
  expect(element.getAttribute('aria-invalid')).toBe('false')
})

test('whoever types on while the password is being checked is neither led away nor typed over', async () => {
  let answer: (reply: Answer) => void = () => undefined
  const page = await visit('/sign-in', { 'POST /users/authorizations': () => new Promise((resolve) => { answer = resolve }) })
  await fillIn(page)
  input(page, 'password').element.focus()
  await page.wrapper.get('form').trigger('submit')
  await input(page, 'password').setValue('copper lantern orbit')
  input(page, 'password').element.setSelectionRange(20, 20)
  answer(problem('credentials_invalid', 401))
  await flushPromises()
  expect(page.alert()).toContain('Wrong account or password.')
  const { element } = input(page, 'password')
  expect([element.value, element.selectionStart, element.getAttribute('aria-invalid')]).toEqual(['copper lantern orbit', 20, 'false'])
})

test('the room above the form is there before anything is said in it', async () => {
  const page = await visit('/sign-in', refused)
  const place = page.wrapper.get('[role=alert]').element.parentElement
  expect(place?.nextElementSibling?.tagName).toBe('FORM')
  expect(place?.className).toContain('min-h-')
})

test.each([['Forgot password?', '/forgot-password'], ['Create an account', '/register']])('the typed name survives %s and the way back, and a reload', async (words, path) => {
  const tabMemory = fakeMemory()
  const page = await visit('/sign-in', refused, { tabMemory })
  await fillIn(page, 'linden@example.com')
  await page.press(words)
  await page.arrivesAt(path)
  // The address is filled in where one is asked for.
  expect(input(page, 'email').element.value).toBe('linden@example.com')
  await page.press(path === '/register' ? 'Sign in' : 'Back to sign-in')
  await page.arrivesAt('/sign-in')
  expect(input(page, 'username').element.value).toBe('linden@example.com')
  expect(input(page, 'password').element.value).toBe('')
  expect(input(await visit('/sign-in', refused, { tabMemory }), 'username').element.value).toBe('linden@example.com')
})

test('a name is not taken for an address', async () => {
  const page = await visit('/sign-in', refused)
  await fillIn(page, 'linden')
  await page.press('Forgot password?')
  await page.arrivesAt('/forgot-password')
  expect(input(page, 'email').element.value).toBe('')
})

test('nothing of it stays once somebody is signed in', async () => {
  const tabMemory = fakeMemory()
  const page = await visit('/sign-in', { 'POST /users/authorizations': () => ({ status: 200, data: wireSession }) }, { tabMemory })
  await fillIn(page)
  await send(page)
  await page.arrivesAt('/account')
  expect(tabMemory.read('gatehouse-typed-name')).toBeNull()
})

test('with the API away the other ways in are said to be missing, and are tried again', async () => {
  let isAway = true
  const page = await visit('/sign-in', {
    'GET /oauth/providers': () => isAway ? problem('overloaded', 503) : withProviders['GET /oauth/providers'](),
  })
  await vi.waitFor(() => { expect(page.wrapper.text()).toContain('Other ways to sign in could not be loaded.') }, 5000)
  await page.press('Try again')
  expect(page.wrapper.text()).toContain('Other ways to sign in could not be loaded.')
  isAway = false
  page.wrapper.findAll('button').find(button => button.text() === 'Try again')?.element.focus()
  await page.press('Try again')
  expect(page.wrapper.text()).not.toContain('could not be loaded')
  expect(page.wrapper.text()).toContain('GitHub')
  // What had the focus is gone.
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Continue with QQ')
})
