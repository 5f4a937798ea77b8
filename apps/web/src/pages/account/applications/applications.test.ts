import type { Application } from '@gatehouse/contracts/programs'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { wireApplication } from '../../../../test/applications.ts'
import { problem, wireSession, wireUser, type Answer } from '../../../../test/fake-connection.ts'
import { withProviders } from '../../../../test/providers.ts'
import { visit } from '../../../../test/visit.ts'

type Replies = NonNullable<Parameters<typeof visit>[1]>

const copied: string[] = []
beforeEach(() => {
  copied.length = 0
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => { copied.push(text) })
})
afterEach(() => {
  vi.restoreAllMocks()
  document.body.innerHTML = ''
})

const world = (applications: Partial<Application>[], more: object = {}, user: object = wireUser): Replies => ({
  ...withProviders,
  'POST /sessions/refresh': () => ({ status: 200, data: { ...wireSession, user } }),
  'GET /users/me/identities': () => ({ status: 200, data: { identities: [] } }),
  'GET /o/applications': () => ({ status: 200, data: { applications: applications.map(wireApplication), canRegister: true, legacyGrants: false, scopes: ['orders:read'], ...more } }),
  'GET /o/applications/client-1': () => ({ status: 200, data: wireApplication(applications[0]) }),
})

async function open(path: string, replies: Replies, expected: string) {
  const page = await visit(path, replies)
  const { wrapper } = page
  await vi.waitFor(() => { expect(wrapper.text()).toContain(expected) }, 5000)
  const dialog = (title: string) => wrapper.findAll('dialog').find(one => one.text().startsWith(title))
  return {
    ...page, dialog,
    fill: (name: string, text: string) => wrapper.get(`input[name="${name}"]`).setValue(text),
    /** Sends the form that has a control of this name. */
    async send(name: string) {
      const form = wrapper.findAll('form').find(one => one.find(`[name="${name}"]`).exists())
      await form?.trigger('submit')
      await flushPromises()
    },
    /** What stands below a control, said of it. */
    below(name: string) {
      const id = wrapper.get(`[name="${name}"]`).attributes('aria-describedby')
      return id ? wrapper.get(`#${id}`).text() : ''
    },
    async pressIn(title: string, words: string) {
      const button = dialog(title)?.findAll('button').find(one => one.text() === words)
      await (button?.attributes('type') === 'submit' ? dialog(title)?.get('form').trigger('submit') : button?.trigger('click'))
      await flushPromises()
    },
  }
}
const openOne = (replies: Replies) => open('/account/applications/client-1', replies, 'Connect your program')

test('applications are listed with what they are', async () => {
  const { wrapper, press, arrivesAt } = await open('/account/applications', world([
    {}, { clientId: 'client-2', name: 'Kiosk', clientType: 'public', applicationType: 'native', grantTypes: ['urn:ietf:params:oauth:grant-type:device_code'], disabled: true },
  ]), 'Tea house')
  expect(wrapper.findAll('li').map(one => one.text()).filter(text => /house|Kiosk/.test(text))).toEqual([
    expect.stringMatching(/^T\s*Tea house\s*Web application \(server side\)\s*Created/), expect.stringMatching(/^K\s*Kiosk\s*switched off\s*Device/),
  ])
  await press('Tea house')
  await arrivesAt('/account/applications/client-1')
})

test('whoever has none is told what they are for, and can begin', async () => {
  const { wrapper, press, arrivesAt } = await open('/account/applications', world([]), 'No applications yet')
  expect(wrapper.text()).toContain('people can sign in to it with the account they already have')
  await press('Register an application')
  await arrivesAt('/account/applications/new')
})

test('whoever may not register any is told who may', async () => {
  const { wrapper } = await open('/account/applications', world([], { canRegister: false }), 'No applications yet')
  expect(wrapper.text()).toContain('Administrators, and people they have allowed to, can.')
  expect(wrapper.text()).not.toContain('Register an application')
})

test('a list that cannot be loaded can be asked for again', async () => {
  const answers: Answer[] = [problem('internal', 500)]
  const { press, wrapper } = await open('/account/applications', {
    ...world([]), 'GET /o/applications': request => answers.shift() ?? world([{}])['GET /o/applications']?.(request) ?? problem('internal', 500),
  }, 'Something went wrong')
  await press('Try again')
  expect(wrapper.text()).toContain('Tea house')
})

test('the kind decides how tokens are asked for, and the secret is shown this once', async () => {
  const bodies: unknown[] = []
  const { fill, send, arrivesAt, wrapper, press, router } = await open('/account/applications/new', {
    ...world([{}]),
    'POST /o/applications': ({ body }) => {
      bodies.push(body)
      return { status: 201, data: { ...wireApplication(), clientSecret: 'only-now-aaaa' } }
    },
  }, 'Tell us what you are building')
  await fill('name', ' Tea house ')
  await fill('redirectUris.0', 'https://tea.example.com/callback')
  await send('name')
  expect(bodies).toEqual([{
    name: 'Tea house', clientType: 'confidential', applicationType: 'web', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: ['https://tea.example.com/callback'],
  }])
  await arrivesAt('/account/applications/client-1')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('shown only now') })
  expect(wrapper.get('pre').text()).toContain('only-now-aaaa')
  await press('Copy Client secret')
  expect(copied).toEqual(['only-now-aaaa'])
  expect(wrapper.text()).toContain('Copied: Client secret')

  await router.push('/account/applications')
  await router.push('/account/applications/client-1')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Connect your program') })
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
  const { fill, send, wrapper } = await open('/account/applications/new', {
    ...world([{}]),
    'POST /o/applications': ({ body }) => {
      bodies.push(body)
      return problem('application_limit', 409)
    },
  }, 'Tell us what you are building')
  await fill('name', 'A')
  await wrapper.get(`input[value=${kind}]`).setValue(true)
  if ('redirectUris' in expected) await fill('redirectUris.0', 'https://a.example/x')
  await send('name')
  expect(bodies).toEqual([{ name: 'A', ...expected }])
  expect(wrapper.text()).toContain('You have as many applications as one account may have.')
})

test('what is wrong with an address stands at its row, and goes when the row is typed into', async () => {
  const { fill, send, press, below, wrapper } = await open('/account/applications/new', {
    ...world([]),
    'POST /o/applications': () => problem('validation_failed', 400, { errors: [
      { path: 'redirectUris.0', code: 'uri_invalid', message: '' }, { path: 'redirectUris.2', code: 'uri_not_allowed', message: '' },
    ] }),
  }, 'Tell us what you are building')
  await send('name')
  expect(below('name')).toBe('Please fill this in.')
  expect(below('redirectUris.0')).toBe('Please fill this in.')
  await fill('name', 'A')
  for (const [row, uri] of ['nonsense', 'https://fine.example/', 'ftp://old.example/'].entries()) {
    if (row > 0) await press('Add Redirect URI')
    await fill(`redirectUris.${row}`, uri)
  }
  await send('name')
  expect(below('redirectUris.0')).toBe('Enter a whole address, without a fragment (#…).')
  expect(below('redirectUris.1')).toBe('')
  expect(below('redirectUris.2')).toContain('Use https.')
  expect(document.activeElement?.getAttribute('name')).toBe('redirectUris.0')
  await fill('redirectUris.0', 'https://better.example/')
  expect(below('redirectUris.0')).toBe('')
  expect(below('redirectUris.2')).toContain('Use https.')
  await press('Remove Redirect URI 2')
  expect(wrapper.findAll('input[name^=redirectUris]').map(one => one.element instanceof HTMLInputElement && one.element.value)).toEqual(['https://better.example/', 'ftp://old.example/'])
})

test('only what was changed is sent, and the page shows what was saved', async () => {
  const bodies: unknown[] = []
  const { fill, send, wrapper } = await openOne({
    ...world([{}]),
    'PATCH /o/applications/client-1': ({ body }) => {
      bodies.push(body)
      return { status: 200, data: wireApplication({ name: 'Tea garden', scopes: ['openid', 'profile', 'email', 'orders:read'] }) }
    },
  })
  await fill('name', 'Tea garden')
  await wrapper.get('input[name=scopes][value="orders:read"]').setValue(true)
  await send('postLogoutRedirectUris.0')
  expect(bodies).toEqual([{ name: 'Tea garden', scopes: ['openid', 'profile', 'email', 'orders:read'] }])
  expect(wrapper.text()).toContain('Saved.')
  expect(wrapper.get('h1').text()).toBe('Tea garden')
  expect(wrapper.get('pre').text()).toContain('orders:read')
})

test('a refusal keeps what was typed, unfolds what is wrong, and goes there', async () => {
  const { fill, send, below, wrapper } = await openOne({
    ...world([{}]),
    'PATCH /o/applications/client-1': () => problem('validation_failed', 400, { errors: [{ path: 'backchannelLogoutUri', code: 'uri_not_allowed', message: '' }] }),
  })
  expect(wrapper.get('details').attributes('open')).toBeUndefined()
  await fill('backchannelLogoutUri', 'http://tea.example.com/out')
  await send('backchannelLogoutUri')
  expect(wrapper.get('details').attributes('open')).toBeDefined()
  expect(below('backchannelLogoutUri')).toContain('Use https.')
  expect(wrapper.get('input[name=backchannelLogoutUri]').element).toBe(document.activeElement)
  expect(wrapper.get('input[name=backchannelLogoutUri]').element).toHaveProperty('value', 'http://tea.example.com/out')
})

test('doing without PKCE is warned of', async () => {
  const { wrapper } = await openOne(world([{}]))
  expect(wrapper.text()).not.toContain('Without PKCE')
  await wrapper.get('input[name=requirePkce]').setValue(false)
  expect(wrapper.text()).toContain('Without PKCE, a stolen code can be used by somebody else.')
})

test('public programs are offered neither secrets nor a way without PKCE', async () => {
  const { wrapper } = await openOne(world([{ clientType: 'public', tokenEndpointAuthMethod: 'none', secrets: [] }]))
  expect(wrapper.find('[name=requirePkce]').exists()).toBe(false)
  expect(wrapper.find('[name=tokenEndpointAuthMethod]').exists()).toBe(false)
  expect(wrapper.find('[name=grantTypes][value=client_credentials]').exists()).toBe(false)
  expect(wrapper.text()).not.toContain('Client secret')
})

test('outdated grants are offered only where the server allows them', async () => {
  expect((await openOne(world([{}]))).wrapper.find('[name=grantTypes][value=implicit]').exists()).toBe(false)
  document.body.innerHTML = ''
  const { wrapper } = await openOne(world([{}], { legacyGrants: true }))
  expect(wrapper.find('[name=grantTypes][value=implicit]').exists()).toBe(true)
  expect(wrapper.text()).toContain('Password (outdated)')
})

test('keys are looked at before they are sent, and sent as JSON', async () => {
  const bodies: unknown[] = []
  const { send, below, wrapper } = await openOne({
    ...world([{}]),
    'PATCH /o/applications/client-1': ({ body }) => {
      bodies.push(body)
      return { status: 200, data: wireApplication({ tokenEndpointAuthMethod: 'private_key_jwt' }) }
    },
  })
  await wrapper.get('[name=tokenEndpointAuthMethod]').setValue('private_key_jwt')
  await wrapper.get('[name=jwks]').setValue('not JSON')
  await send('jwks')
  expect(below('jwks')).toBe('Enter a JSON key set (JWKS) with public keys only.')
  expect(bodies).toEqual([])
  await wrapper.get('[name=jwks]').setValue('{"keys":[{"kty":"EC"}]}')
  await send('jwks')
  expect(bodies).toEqual([{ tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [{ kty: 'EC' }] } }])
})

test('a second secret asks for a proof, is shown, and lives beside the first until that is deleted', async () => {
  const second = { id: '019a0000-0000-7000-8000-000000000002', hint: 'bbbb', createdAt: '2026-02-01T00:00:00.000Z' }
  const answers: Answer[] = [problem('reauthentication_required', 403), { status: 201, data: { ...second, clientSecret: 'the-second-bbbb' } }]
  const { press, pressIn, dialog, wrapper } = await openOne({
    ...world([{}]),
    'POST /o/applications/client-1/secrets': () => answers.shift() ?? problem('internal', 500),
    'DELETE /o/applications/client-1/secrets/019a0000-0000-7000-8000-000000000001': () => ({ status: 204 }),
    'POST /sessions/current/reauthentication': () => ({ status: 200, data: wireSession }),
  })
  expect(wrapper.text()).not.toContain('Both work')
  await press('Add a secret')
  await dialog('Confirm that it is you')?.get('input[name=password]').setValue('right')
  await pressIn('Confirm that it is you', 'Continue')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('the-second-bbbb') })
  expect(wrapper.text()).toContain('Both work until you delete the old one.')
  expect(wrapper.get('pre').text()).toContain('the-second-bbbb')
  await press('Delete the secret that ends in aaaa')
  expect(dialog('Delete the secret that ends in aaaa?')?.text()).toContain('can get no more tokens')
  await pressIn('Delete the secret that ends in aaaa?', 'Delete secret')
  expect(wrapper.text()).toContain('The secret that ended in aaaa is deleted.')
  expect(wrapper.text()).not.toContain('•••• aaaa')
  expect(wrapper.text()).toContain('the-second-bbbb')
})

test('a deleted secret is not shown any more', async () => {
  const second = { id: '019a0000-0000-7000-8000-000000000002', hint: 'bbbb', createdAt: '2026-02-01T00:00:00.000Z' }
  const { press, pressIn, wrapper } = await openOne({
    ...world([{}]),
    'POST /o/applications/client-1/secrets': () => ({ status: 201, data: { ...second, clientSecret: 'the-second-bbbb' } }),
    [`DELETE /o/applications/client-1/secrets/${second.id}`]: () => ({ status: 204 }),
  })
  await press('Add a secret')
  await press('Delete the secret that ends in bbbb')
  await pressIn('Delete the secret that ends in bbbb?', 'Delete secret')
  expect(wrapper.html()).not.toContain('the-second')
})

test('deleting an application names what is lost, has its name typed, and is said in the list', async () => {
  const gone: string[] = []
  const { press, pressIn, dialog, arrivesAt, wrapper, fill } = await openOne({
    ...world([{}]),
    'DELETE /o/applications/client-1': () => {
      gone.push('client-1')
      return { status: 204 }
    },
  })
  await press('Delete application')
  const title = 'Delete Tea house for good?'
  expect(dialog(title)?.text()).toContain('Its client ID and secrets stop working')
  await pressIn(title, 'Delete for good')
  expect(dialog(title)?.text()).toContain('This is not its name. Type Tea house.')
  expect(gone).toEqual([])
  await fill('confirmName', 'Tea house')
  await pressIn(title, 'Delete for good')
  await arrivesAt('/account/applications')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Tea house is deleted.') })
  expect(gone).toEqual(['client-1'])
})

test('a picture can be taken away', async () => {
  const { press, wrapper } = await openOne({
    ...world([{ logoUrl: 'https://api.example.com/o/applications/client-1/logo' }]), 'DELETE /o/applications/client-1/logo': () => ({ status: 204 }),
  })
  expect(wrapper.findAll('img')).toHaveLength(2)
  await press('Remove')
  expect(wrapper.findAll('img')).toHaveLength(0)
  expect(wrapper.text()).toContain('The logo is removed.')
})

test('one that was switched off says so', async () => {
  const { wrapper } = await openOne(world([{ disabled: true }]))
  expect(wrapper.text()).toContain('was switched off by an administrator')
})

test('code for one library is shown at a time, and arrow keys go to the next', async () => {
  const { wrapper } = await openOne(world([{}]))
  const selected = () => wrapper.get('[role=tab][aria-selected=true]')
  expect(selected().text()).toBe('openid-client')
  await selected().trigger('keydown', { key: 'ArrowLeft' })
  expect(selected().text()).toBe('OAuth 2.0')
  await selected().trigger('keydown', { key: 'ArrowRight' })
  await selected().trigger('keydown', { key: 'ArrowRight' })
  expect(selected().text()).toBe('Auth.js')
  await flushPromises()
  expect(document.activeElement).toBe(selected().element)
  expect(wrapper.get('pre').text()).toContain('from \'next-auth\'')
})
