import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openPage, world } from '../../../../test/application-pages.ts'
import { wireApplication } from '../../../../test/applications.ts'
import { problem, type Answer } from '../../../../test/fake-connection.ts'

const copied: string[] = []
beforeEach(() => {
  copied.length = 0
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => { copied.push(text) })
})
afterEach(() => {
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

test('applications are listed with what they are', async () => {
  const { wrapper, press, arrivesAt } = await openPage('/account/applications', world([
    {}, { clientId: 'client-2', name: 'Kiosk', clientType: 'public', applicationType: 'native', grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'], disabled: true },
  ]), 'Tea house')
  expect(wrapper.findAll('li').map(one => one.text()).filter(text => /house|Kiosk/.test(text))).toEqual([
    expect.stringMatching(/^T\s*Tea house\s*Web application \(server side\)\s*Created/), expect.stringMatching(/^K\s*Kiosk\s*disabled\s*Device/),
  ])
  await press('Tea house')
  await arrivesAt('/account/applications/client-1')
})

test('whoever has none is told what they are for, and can begin', async () => {
  const { wrapper, press, arrivesAt } = await openPage('/account/applications', world([]), 'No applications yet')
  expect(wrapper.text()).toContain('Users can sign in to your application with their existing account')
  await press('Register an application')
  await arrivesAt('/account/applications/new')
})

test('whoever may not register any is told who may', async () => {
  const { wrapper } = await openPage('/account/applications', world([], { canRegister: false }), 'No applications yet')
  expect(wrapper.text()).toContain('Ask an administrator for permission.')
  expect(wrapper.text()).not.toContain('Register an application')
})

test('a list that cannot be loaded can be asked for again', async () => {
  const answers: Answer[] = [problem('internal', 500)]
  const { press, wrapper } = await openPage('/account/applications', {
    ...world([]), 'GET /o/applications': request => answers.shift() ?? world([{}])['GET /o/applications']?.(request) ?? problem('internal', 500),
  }, 'Server error')
  await press('Try again')
  expect(wrapper.text()).toContain('Tea house')
})

test('the kind decides how tokens are asked for, and the secret is shown this once', async () => {
  const bodies: unknown[] = []
  const { fill, send, arrivesAt, wrapper, press, router } = await openPage('/account/applications/new', {
    ...world([{}]),
    'POST /o/applications': ({ body }) => {
      bodies.push(body)
      return { status: 201, data: { ...wireApplication(), clientSecret: 'only-now-aaaa' } }
    },
  }, 'Enter the details of the application')
  await fill('name', ' Tea house ')
  await fill('redirectUris.0', 'https://tea.example.com/callback')
  await send('name')
  expect(bodies).toEqual([{
    name: 'Tea house', clientType: 'confidential', applicationType: 'web', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: ['https://tea.example.com/callback'],
  }])
  await arrivesAt('/account/applications/client-1')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('shown only once') })
  expect(wrapper.get('pre').text()).not.toContain('only-now-aaaa')
  await press('Copy Client secret')
  expect(copied).toEqual(['only-now-aaaa'])
  expect(wrapper.text()).toContain('Copied: Client secret')

  await router.push('/account/applications')
  await router.push('/account/applications/client-1')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Connect your application') })
  expect(wrapper.text()).toContain('•••• aaaa')
  expect(wrapper.html()).not.toContain('only-now')
})

test.each([
  ['spa', { clientType: 'public', applicationType: 'web', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: ['https://a.example/x'], allowedOrigins: ['https://a.example'] }],
  ['native', { clientType: 'public', applicationType: 'native', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: ['https://a.example/x'] }],
  ['machine', { clientType: 'confidential', applicationType: 'web', grantTypes: ['client_credentials'], scopes: [] }],
  ['device', { clientType: 'public', applicationType: 'native', grantTypes: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] }],
])('what is registered follows from the kind: %s', async (kind, expected) => {
  const bodies: unknown[] = []
  const { fill, send, wrapper } = await openPage('/account/applications/new', {
    ...world([{}]),
    'POST /o/applications': ({ body }) => {
      bodies.push(body)
      return problem('application_limit', 409)
    },
  }, 'Enter the details of the application')
  await fill('name', 'A')
  await wrapper.get(`input[value=${kind}]`).setValue(true)
  if ('redirectUris' in expected) await fill('redirectUris.0', 'https://a.example/x')
  await send('name')
  expect(bodies).toEqual([{ name: 'A', ...expected }])
  expect(wrapper.text()).toContain('You have reached the maximum number of applications.')
})

test('what is wrong with an address stands at its row, and goes when the row is typed into', async () => {
  const { fill, send, press, below, wrapper } = await openPage('/account/applications/new', {
    ...world([]),
    'POST /o/applications': () => problem('validation_failed', 400, { errors: [
      { path: 'redirectUris.0', code: 'uri_invalid', message: '' }, { path: 'redirectUris.2', code: 'uri_not_allowed', message: '' },
    ] }),
  }, 'Enter the details of the application')
  await send('name')
  expect(below('name')).toBe('Name is required.')
  expect(below('redirectUris.0')).toBe('Redirect URI is required.')
  await fill('name', 'A')
  for (const [row, uri] of ['nonsense', 'https://fine.example/', 'ftp://old.example/'].entries()) {
    if (row > 0) await press('Add redirect URI')
    await fill(`redirectUris.${row}`, uri)
  }
  await send('name')
  expect(below('redirectUris.0')).toBe('Enter a complete URL without a fragment (#…).')
  expect(below('redirectUris.1')).toBe('')
  expect(below('redirectUris.2')).toContain('Use https.')
  expect(document.activeElement?.getAttribute('name')).toBe('redirectUris.0')
  await fill('redirectUris.0', 'https://better.example/')
  expect(below('redirectUris.0')).toBe('')
  expect(below('redirectUris.2')).toContain('Use https.')
  await press('Remove redirect URI 2')
  expect(wrapper.findAll('input[name^=redirectUris]').map(one => one.element instanceof HTMLInputElement && one.element.value)).toEqual(['https://better.example/', 'ftp://old.example/'])
})
