import { afterEach, expect, test, vi } from 'vitest'
import { problem, wireSession } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const alive = { 'POST /sessions/refresh': () => ({ status: 200, data: wireSession }) }
const found = {
  status: 200,
  data: {
    userCode: 'WDJB-MJHT', ip: '203.0.113.7', application: { clientId: 'c1', name: 'Television', logoUrl: null, homepageUrl: null },
    scopes: [{ name: 'profile', resource: null, known: false }],
  },
}

type Reply = () => ReturnType<typeof problem>

async function open(path: string, verification: Reply = () => found, decision?: Reply, more: Parameters<typeof visit>[1] = {}) {
  const sent: unknown[] = []
  const page = await visit(path, {
    ...alive, ...more,
    'POST /o/device/verification': ({ body }) => {
      sent.push(body)
      return verification()
    },
    'POST /o/device/decision': ({ body }) => {
      sent.push(body)
      return decision?.() ?? { status: 200, data: { decision: JSON.stringify(body).includes('allow') ? 'allow' : 'deny' } }
    },
  })
  const type = (text: string) => page.wrapper.get('input[name=userCode]').setValue(text)
  const input = () => page.wrapper.get<HTMLInputElement>('input[name=userCode]').element
  return { ...page, sent, type, input }
}

test('whoever is not signed in signs in first, and keeps the code', async () => {
  const { router } = await visit('/device?user_code=WDJB-MJHT', { 'POST /sessions/refresh': () => ({ status: 204 }) })
  await vi.waitFor(() => { expect(router.currentRoute.value).toMatchObject({ path: '/sign-in', query: { next: '/device?user_code=WDJB-MJHT' } }) })
})

test.each([['Authorize', 'allow', 'Device authorized'], ['Deny', 'deny', 'Access denied']])('%s is asked for, with what to know first', async (words, decision, title) => {
  const { sent, type, press, wrapper, heading } = await open('/device')
  await type('wdjb mjht')
  await press('Continue')
  expect(heading()).toBe('Authorize this device?')
  for (const fact of ['Television', 'WDJB-MJHT', '203.0.113.7', 'Ann (@ann)', 'See your username', 'started this sign-in yourself']) expect(wrapper.get('main').text()).toContain(fact)
  expect(sent).toEqual([{ userCode: 'WDJB-MJHT' }])
  await press(words)
  expect(sent[1]).toEqual({ userCode: 'WDJB-MJHT', decision })
  expect(heading()).toBe(title)
})

test('a code in the address is filled in and sent by nobody but the person', async () => {
  const { sent, input, heading, press } = await open('/device?user_code=wdjb-mjht')
  expect(input().value).toBe('WDJB-MJHT')
  expect([sent, heading()]).toEqual([[], 'Authorize a device'])
  await press('Continue')
  expect(heading()).toBe('Authorize this device?')
})

test('what is no code in the address is not filled in', async () => {
  const { input } = await open('/device?user_code=Call%20this%20number')
  expect(input().value).toBe('')
})

test.each([['', 'Device code is required.'], ['WDJB', 'eight letters']])('"%s" is not sent', async (text, words) => {
  const { sent, type, press, input, wrapper } = await open('/device')
  await type(text)
  await press('Continue')
  expect(sent).toEqual([])
  expect(input().getAttribute('aria-invalid')).toBe('true')
  expect(wrapper.get('main').text()).toContain(words)
})

test('a wrong code is told beside the field', async () => {
  const { type, press, input, wrapper } = await open('/device', () => problem('user_code_invalid', 400))
  await type('WDJB-MJHT')
  await press('Continue')
  expect(input().getAttribute('aria-invalid')).toBe('true')
  expect(wrapper.get('main').text()).toContain('The device code is wrong or has expired')
})

test('after too many codes it says how long to wait', async () => {
  const { sent, type, press, alert } = await open('/device', () => problem('rate_limited', 429, { retryAfter: 60 }))
  await type('WDJB-MJHT')
  await press('Continue')
  expect(alert()).toContain('You can try again in 60 seconds.')
  await press('Continue')
  expect(sent).toHaveLength(1)
})

test('a code that expires meanwhile is told, and another can be entered', async () => {
  const { type, press, alert, input, heading } = await open('/device', undefined, () => problem('user_code_invalid', 400))
  await type('WDJB-MJHT')
  await press('Continue')
  await press('Authorize')
  expect(alert()).toContain('The device code is wrong or has expired')
  await press('Enter another code')
  expect([heading(), input().value]).toEqual(['Authorize a device', ''])
})

test('letting a device in may ask for a proof first, and goes on with it', async () => {
  const answers = [problem('reauthentication_required', 403), { status: 200, data: { decision: 'allow' } }]
  const { type, press, heading, wrapper, sent } = await open('/device', undefined, () => answers.shift() ?? problem('internal', 500), {
    'POST /sessions/current/reauthentication': () => ({ status: 200, data: wireSession }),
  })
  await type('WDJB-MJHT')
  await press('Continue')
  await press('Authorize')
  await vi.waitFor(() => { expect(wrapper.find('dialog input[name=password]').exists()).toBe(true) }, 5000)
  await wrapper.get('dialog input[name=password]').setValue('right')
  await wrapper.get('dialog form').trigger('submit')
  await vi.waitFor(() => { expect(heading()).toBe('Device authorized') })
  expect(sent).toHaveLength(3)
})

test('without a connection it can be tried again', async () => {
  let isOnline = false
  const { alert, press, wrapper } = await visit('/device', { 'POST /sessions/refresh': () => isOnline ? { status: 200, data: wireSession } : problem('overloaded', 503) })
  expect(alert()).toContain('The server is busy')
  isOnline = true
  await press('Try again')
  await vi.waitFor(() => { expect(wrapper.find('input[name=userCode]').exists()).toBe(true) })
})

test('a refusal stands above what was pressed', async () => {
  const { type, press, wrapper } = await open('/device', () => problem('rate_limited', 429, { retryAfter: 60 }))
  await type('WDJB-MJHT')
  await press('Continue')
  const [notice, button] = [wrapper.get('main [role=alert]').element, wrapper.get('button[type=submit]').element]
  expect(notice.compareDocumentPosition(button)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})

test('a refused decision is told above the buttons', async () => {
  const { type, press, wrapper } = await open('/device', undefined, () => problem('overloaded', 503))
  await type('WDJB-MJHT')
  await press('Continue')
  await press('Authorize')
  const [notice, button] = [wrapper.get('main [role=alert]').element, wrapper.get('main .grid > button').element]
  expect(notice.textContent).toContain('The server is busy')
  expect(notice.compareDocumentPosition(button)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})
