import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { openApplication, world } from '../../../../test/application-pages.ts'
import { wireApplication } from '../../../../test/applications.ts'
import { problem, wireSession, type Answer } from '../../../../test/fake-connection.ts'

afterEach(() => { document.body.innerHTML = '' })

test('only what was changed is sent, and the page shows what was saved', async () => {
  const bodies: unknown[] = []
  const { fill, send, wrapper } = await openApplication({
    ...world([{}]),
    'PATCH /o/applications/client-1': ({ body }) => {
      bodies.push(body)
      return { status: 200, data: wireApplication({ name: 'Tea garden', scopes: ['openid', 'profile', 'orders:read'] }) }
    },
  })
  await fill('name', 'Tea garden')
  await wrapper.get('input[name=scopes][value="orders:read"]').setValue(true)
  await wrapper.get('input[name=scopes][value=email]').setValue(false)
  await send('postLogoutRedirectUris.0')
  expect(bodies).toEqual([{ name: 'Tea garden', scopes: ['openid', 'profile', 'orders:read'] }])
  expect(wrapper.text()).toContain('Saved.')
  expect(wrapper.get('h1').text()).toBe('Tea garden')
  expect(wrapper.get('pre').text()).toContain('scope: \'openid profile\'')
})

test('a refusal keeps what was typed, unfolds what is wrong, and goes there', async () => {
  const { fill, send, below, wrapper } = await openApplication({
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
  const { wrapper } = await openApplication(world([{}]))
  expect(wrapper.text()).not.toContain('Without PKCE')
  await wrapper.get('input[name=requirePkce]').setValue(false)
  expect(wrapper.text()).toContain('Without PKCE, an intercepted authorization code can be redeemed by someone else.')
})

test('public programs are offered neither secrets nor a way without PKCE', async () => {
  const { wrapper } = await openApplication(world([{ clientType: 'public', tokenEndpointAuthMethod: 'none', secrets: [] }]))
  expect(wrapper.find('[name=requirePkce]').exists()).toBe(false)
  expect(wrapper.find('[name=tokenEndpointAuthMethod]').exists()).toBe(false)
  expect(wrapper.find('[name=grantTypes][value=client_credentials]').exists()).toBe(false)
  expect(wrapper.text()).not.toContain('Client secret')
})

test('outdated grants are offered only where the server allows them', async () => {
  expect((await openApplication(world([{}]))).wrapper.find('[name=grantTypes][value=implicit]').exists()).toBe(false)
  document.body.innerHTML = ''
  const { wrapper } = await openApplication(world([{}], { legacyGrants: true }))
  expect(wrapper.find('[name=grantTypes][value=implicit]').exists()).toBe(true)
  expect(wrapper.text()).toContain('Password (deprecated)')
})

test('keys are looked at before they are sent, and sent as JSON', async () => {
  const bodies: unknown[] = []
  const { send, below, wrapper } = await openApplication({
    ...world([{}]),
    'PATCH /o/applications/client-1': ({ body }) => {
      bodies.push(body)
      return { status: 200, data: wireApplication({ tokenEndpointAuthMethod: 'private_key_jwt' }) }
    },
  })
  await wrapper.get('[name=tokenEndpointAuthMethod]').setValue('private_key_jwt')
  await wrapper.get('[name=jwks]').setValue('not JSON')
  await send('jwks')
  expect(below('jwks')).toBe('Enter a JSON key set (JWKS) that contains public keys only.')
  expect(bodies).toEqual([])
  await wrapper.get('[name=jwks]').setValue('{"keys":[{"kty":"EC"}]}')
  await send('jwks')
  expect(bodies).toEqual([{ tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [{ kty: 'EC' }] } }])
})

test('a change that takes a fresh session asks for a proof, and is made then', async () => {
  let asked = 0
  const { fill, send, pressIn, dialog, wrapper } = await openApplication({
    ...world([{}]),
    'PATCH /o/applications/client-1': () => ++asked === 1 ? problem('reauthentication_required', 403) : { status: 200, data: wireApplication() },
    'POST /sessions/current/reauthentication': () => ({ status: 200, data: wireSession }),
  })
  await fill('name', 'Tea garden')
  await send('name')
  await dialog('Confirm it’s you')?.get('input[name=password]').setValue('right')
  await pressIn('Confirm it’s you', 'Continue')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Saved') })
  expect(asked).toBe(2)
})

test('a second secret asks for a proof, is shown, and lives beside the first until that is deleted', async () => {
  const second = { id: '019a0000-0000-7000-8000-000000000002', hint: 'bbbb', createdAt: '2026-02-01T00:00:00.000Z' }
  const answers: Answer[] = [problem('reauthentication_required', 403), { status: 201, data: { ...second, clientSecret: 'the-second-bbbb' } }]
  const { press, pressIn, dialog, wrapper } = await openApplication({
    ...world([{}]),
    'POST /o/applications/client-1/secrets': () => answers.shift() ?? problem('internal', 500),
    'DELETE /o/applications/client-1/secrets/019a0000-0000-7000-8000-000000000001': () => ({ status: 204 }),
    'POST /sessions/current/reauthentication': () => ({ status: 200, data: wireSession }),
  })
  expect(wrapper.text()).not.toContain('Both secrets')
  await press('Add secret')
  await dialog('Confirm it’s you')?.get('input[name=password]').setValue('right')
  await pressIn('Confirm it’s you', 'Continue')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('the-second-bbbb') })
  expect(wrapper.text()).toContain('Both secrets are valid until you delete one.')
  expect(wrapper.get('pre').text()).not.toContain('the-second-bbbb')
  await press('Delete the secret that ends in aaaa')
  expect(dialog('Delete the secret that ends in aaaa?')?.text()).toContain('can no longer get tokens')
  await pressIn('Delete the secret that ends in aaaa?', 'Delete secret')
  expect(wrapper.text()).toContain('The secret that ended in aaaa has been deleted.')
  expect(wrapper.text()).not.toContain('•••• aaaa')
  expect(wrapper.text()).toContain('the-second-bbbb')
})

test('a deleted secret is not shown any more', async () => {
  const second = { id: '019a0000-0000-7000-8000-000000000002', hint: 'bbbb', createdAt: '2026-02-01T00:00:00.000Z' }
  const { press, pressIn, wrapper } = await openApplication({
    ...world([{}]),
    'POST /o/applications/client-1/secrets': () => ({ status: 201, data: { ...second, clientSecret: 'the-second-bbbb' } }),
    [`DELETE /o/applications/client-1/secrets/${second.id}`]: () => ({ status: 204 }),
  })
  await press('Add secret')
  await press('Delete the secret that ends in bbbb')
  await pressIn('Delete the secret that ends in bbbb?', 'Delete secret')
  expect(wrapper.html()).not.toContain('the-second')
})

test('deleting an application names what is lost, has its name typed, and is said in the list', async () => {
  const gone: string[] = []
  const { press, pressIn, dialog, arrivesAt, wrapper, fill } = await openApplication({
    ...world([{}]),
    'DELETE /o/applications/client-1': () => {
      gone.push('client-1')
      return { status: 204 }
    },
  })
  await press('Delete application')
  const title = 'Delete Tea house permanently?'
  expect(dialog(title)?.text()).toContain('Its client ID and secrets')
  await pressIn(title, 'Delete permanently')
  expect(dialog(title)?.text()).toContain('This does not match the name. Type Tea house.')
  expect(gone).toEqual([])
  await fill('confirmName', 'Tea house')
  await pressIn(title, 'Delete permanently')
  await arrivesAt('/account/applications')
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Tea house has been deleted.') })
  expect(gone).toEqual(['client-1'])
})

test('a picture can be taken away', async () => {
  const { press, wrapper } = await openApplication({
    ...world([{ logoUrl: 'https://api.example.com/o/applications/client-1/logo' }]), 'DELETE /o/applications/client-1/logo': () => ({ status: 204 }),
  })
  expect(wrapper.findAll('img')).toHaveLength(2)
  await press('Remove')
  expect(wrapper.findAll('img')).toHaveLength(0)
  expect(wrapper.text()).toContain('Logo removed.')
})

test('one that was switched off says so', async () => {
  const { wrapper } = await openApplication(world([{ disabled: true }]))
  expect(wrapper.text()).toContain('An administrator has disabled this application')
})

test('code for one library is shown at a time, and arrow keys go to the next', async () => {
  const { wrapper } = await openApplication(world([{}]))
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
