import { AxiosError } from 'axios'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession, type Answer } from '../../../test/fake-connection.ts'
import { fakeMemory } from '../../../test/gatehouse.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

type Reply = NonNullable<Parameters<typeof visit>[1]>[string]
type Page = Awaited<ReturnType<typeof visit>>
const requestId = '019a0000-0000-7000-8000-000000000000'
const sentCode = { status: 202, data: { requestId, resendAfter: 60, expiresIn: 600 } }
const free = (username: string) => [`GET /usernames/${username}/count`, () => ({ status: 200, data: { username, count: 0 } })] as const

const input = (page: Page, name: string) => page.wrapper.get<HTMLInputElement>(`input[name=${name}]:not([hidden])`)
const has = (page: Page, name: string) => page.wrapper.find(`input[name=${name}]:not([hidden])`).exists()
const below = (page: Page, name: string) => page.wrapper.get(`#${input(page, name).attributes('aria-describedby') ?? ''}`).text()
const focused = () => document.activeElement?.getAttribute('name')

async function fill(page: Page, values: Record<string, string>) {
  for (const [name, value] of Object.entries(values)) await input(page, name).setValue(value)
}
async function send(page: Page) {
  await page.wrapper.get('form').trigger('submit')
  await flushPromises()
}
async function leave(page: Page, name: string) {
  await input(page, name).trigger('focusout')
  await flushPromises()
}

interface Options { tabMemory?: ReturnType<typeof fakeMemory>, path?: string, replies?: Record<string, Reply> }

/** The page over an API that gives these answers to `POST /users` in turn; `null` is none. */
async function open(answers: (Awaited<ReturnType<Reply>> | null)[] = [], { tabMemory = fakeMemory(), path = '/register', replies = {} }: Options = {}) {
  const keys: (string | undefined)[] = []
  const bodies: unknown[] = []
  const page = await visit(path, {
    'POST /verification-codes': () => sentCode,
    ...Object.fromEntries([free('linden'), free('lindens')]),
    'GET /usernames/taken/count': () => ({ status: 200, data: { username: 'taken', count: 1 } }),
    'POST /users': ({ repeatKey, body }) => {
      keys.push(repeatKey)
      bodies.push(body)
      const answer = answers.shift()
      if (!answer) throw new AxiosError('', 'ERR_NETWORK')
      return answer
    },
    ...replies,
  }, { tabMemory })
  return { ...page, keys, bodies, tabMemory }
}

/** At the last step, filled in. */
async function filledIn(...args: Parameters<typeof open>) {
  const page = await open(...args)
  await fill(page, { email: 'linden@example.com' })
  await send(page)
  await fill(page, { emailCode: '123456' })
  await send(page)
  await fill(page, { username: 'linden', password: 'copper lantern orbit' })
  await input(page, 'acceptTerms').setValue(true)
  return page
}

test('an account is made in three steps; the password is typed once', async () => {
  const page = await open([{ status: 201, data: wireSession }], { path: '/register?next=/account/data' })
  expect([has(page, 'email'), has(page, 'emailCode'), has(page, 'username')]).toEqual([true, false, false])
  await fill(page, { email: 'linden@example.com' })
  await send(page)
  expect(page.at()).toBe('/register?next=/account/data&step=code')
  expect(page.wrapper.text()).toContain('Code sent to linden@example.com.')
  expect(focused()).toBe('emailCode')
  await fill(page, { emailCode: '123456' })
  await send(page)
  expect(page.at()).toBe('/register?next=/account/data&step=details')
  expect(focused()).toBe('username')
  await fill(page, { username: 'linden', password: 'copper lantern orbit' })
  await input(page, 'acceptTerms').setValue(true)
  await send(page)
  expect(page.bodies).toEqual([{
    email: 'linden@example.com', emailCode: '123456', codeRequestId: requestId, username: 'linden', password: 'copper lantern orbit',
    passwordConfirmation: 'copper lantern orbit', acceptTerms: true,
  }])
  await page.arrivesAt('/account/data')
})

test('password managers find name, address and new password in one form', async () => {
  const page = await filledIn()
  const form = page.wrapper.get('form')
  expect(form.get('[autocomplete=username]').element).toHaveProperty('value', 'linden')
  expect(form.get('[autocomplete=email]').element).toHaveProperty('value', 'linden@example.com')
  expect(form.findAll('[autocomplete=new-password]')).toHaveLength(1)
})

test('pressing again after the answer was lost sends the same request with the same key, and ends signed in', async () => {
  const page = await filledIn([null, { status: 201, data: wireSession }])
  await send(page)
  expect(page.alert()).toContain('server cannot be reached')
  await send(page)
  expect(page.keys).toHaveLength(2)
  expect(page.keys[0]).toMatch(/^"[0-9a-f]{32}"$/)
  expect(page.keys[1]).toBe(page.keys[0])
  expect(page.session.user?.username).toBe('ann')
})

test('what was changed, or was refused, is another request with a key of its own', async () => {
  const page = await filledIn([null, problem('code_invalid', 400), { status: 201, data: wireSession }])
  await send(page)
  await fill(page, { username: 'lindens' })
  await send(page)
  await fill(page, { emailCode: '654321' })
  await send(page)
  await send(page)
  expect(page.keys).toHaveLength(3)
  expect(new Set(page.keys).size).toBe(3)
})

test('a code that is refused at the end leads back to its step, with everything kept', async () => {
  const page = await filledIn([problem('code_invalid', 400), { status: 201, data: wireSession }])
  await send(page)
  expect(below(page, 'emailCode')).toContain('Wrong or expired code.')
  expect(focused()).toBe('emailCode')
  expect(input(page, 'emailCode').element.value).toBe('123456')
  await fill(page, { emailCode: '654321' })
  await send(page)
  expect([input(page, 'username').element.value, input(page, 'password').element.value, input(page, 'acceptTerms').element.checked])
    .toEqual(['linden', 'copper lantern orbit', true])
  await send(page)
  expect(page.bodies.at(-1)).toMatchObject({ emailCode: '654321', password: 'copper lantern orbit' })
  expect(page.session.user?.username).toBe('ann')
})

test('an address that has an account is told so at its step, to whoever has proved it', async () => {
  const page = await filledIn([problem('email_taken', 409)])
  await send(page)
  expect(below(page, 'email')).toContain('This e-mail is already registered.')
  expect(page.at()).toBe('/register')
})

test.each(['username', 'password'])('a refusal that belongs to an earlier step takes nobody out of the field they are typing in: %s', async (name) => {
  let answer: (reply: Answer) => void = () => undefined
  const page = await filledIn([], { replies: { 'POST /users': () => new Promise((resolve) => { answer = resolve }) } })
  input(page, 'password').element.focus()
  await page.wrapper.get('form').trigger('submit')
  input(page, name).element.focus()
  await input(page, name).setValue(name === 'username' ? 'lindens' : 'copper lantern orbits')
  answer(problem('code_invalid', 400))
  await flushPromises()
  expect(focused()).toBe(name)
  expect(page.alert()).toContain('Wrong or expired code.')
  await page.press('Go back and change')
  expect(focused()).toBe('emailCode')
})

test.each([
  ['email', 'nobody', 'Invalid e-mail address.'], ['email', 'nobody@example', 'Invalid e-mail address.'], ['email', 'a b@example.com', 'Invalid e-mail address.'],
])('a bad address is told when its field is left: %s %s', async (name, value, expected) => {
  const page = await open()
  await leave(page, name)
  expect(below(page, name)).not.toContain('fill')
  await fill(page, { [name]: value })
  await leave(page, name)
  expect(below(page, name)).toContain(expected)
  await fill(page, { [name]: 'linden@example.com' })
  await leave(page, name)
  expect(input(page, name).attributes('aria-invalid')).toBe('false')
  expect(page.requests.filter(request => request.startsWith('POST'))).toEqual([])
})

test.each([
  ['username', 'ab', 'at least 5 characters'], ['username', 'l!nden', 'Use only letters, digits'], ['password', 'short', 'at least 8 characters'],
])('what is wrong with a field is told when it is left: %s %s', async (name, value, expected) => {
  const page = await filledIn()
  await fill(page, { [name]: value })
  await leave(page, name)
  expect(below(page, name)).toContain(expected)
})

test('a taken name is told while the form is filled in', async () => {
  const page = await filledIn()
  await fill(page, { username: 'taken' })
  await vi.waitFor(() => { expect(below(page, 'username')).toContain('This username is taken.') }, 5000)
})

test('whoever corrects the address while the code is sent stays there', async () => {
  let answer: (reply: Answer) => void = () => undefined
  const page = await open([], { replies: { 'POST /verification-codes': () => new Promise((resolve) => { answer = resolve }) } })
  await fill(page, { email: 'linden@example.com' })
  input(page, 'email').element.focus()
  await page.wrapper.get('form').trigger('submit')
  await flushPromises()
  await fill(page, { email: 'linden@example.org' })
  answer(sentCode)
  await flushPromises()
  expect(focused()).toBe('email')
})

test('the way back keeps what was typed, and sends no other code', async () => {
  const page = await filledIn()
  await page.press('Back')
  expect(input(page, 'emailCode').element.value).toBe('123456')
  await page.press('Back')
  expect(input(page, 'email').element.value).toBe('linden@example.com')
  await send(page)
  await send(page)
  expect([input(page, 'username').element.value, input(page, 'password').element.value]).toEqual(['linden', 'copper lantern orbit'])
  expect(page.requests.filter(request => request === 'POST /verification-codes')).toHaveLength(1)
  // The browser's own way back is the same.
  page.router.back()
  await vi.waitFor(() => { expect(has(page, 'emailCode')).toBe(true) }, 5000)
})

test('another address is another code, and the typed one is gone', async () => {
  const page = await filledIn()
  await page.press('Back')
  await page.press('Back')
  await fill(page, { email: 'linden@example.org' })
  await send(page)
  expect(page.requests.filter(request => request === 'POST /verification-codes')).toHaveLength(2)
  expect(input(page, 'emailCode').element.value).toBe('')
})

test('a reload keeps the step and everything but the password; when the account is made, nothing is kept', async () => {
  const { at, tabMemory } = await filledIn()
  document.body.innerHTML = ''
  const page = await open([{ status: 201, data: wireSession }], { tabMemory, path: at() })
  expect([input(page, 'username').element.value, input(page, 'password').element.value, input(page, 'acceptTerms').element.checked]).toEqual(['linden', '', true])
  await fill(page, { password: 'copper lantern orbit' })
  await send(page)
  expect(page.bodies).toMatchObject([{ email: 'linden@example.com', emailCode: '123456', codeRequestId: requestId }])
  await page.arrivesAt('/account')
  for (const key of ['gatehouse-registration', 'gatehouse-code-register']) expect([key, tabMemory.read(key)]).toEqual([key, null])
})

test.each(['code', 'details', 'nonsense'])('the address of a step that is not due shows the first: %s', async (step) => {
  const page = await open([], { path: `/register?step=${step}` })
  expect(has(page, 'email')).toBe(true)
})
