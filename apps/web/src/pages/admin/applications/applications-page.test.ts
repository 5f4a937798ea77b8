import { expect, test, vi } from 'vitest'
import { idOf, visitConsole } from '../../../../test/console.ts'
import { problem } from '../../../../test/fake-connection.ts'

const wire = (clientId: string, more = {}) => ({
  clientId, name: `The ${clientId}`, clientType: 'confidential', applicationType: 'web', tokenEndpointAuthMethod: 'client_secret_basic', grantTypes: ['authorization_code'],
  redirectUris: [], postLogoutRedirectUris: [], allowedOrigins: [], scopes: [], requirePkce: true, skipConsent: false, backchannelLogoutUri: null, homepageUrl: null, jwks: null,
  idTokenSignedResponseAlg: 'RS256', idTokenClaims: false, resourceServer: null, logoUrl: null, disabled: false, secrets: [], createdAt: '2026-11-20T08:12:05.000Z', updatedAt: '2026-11-20T08:12:05.000Z',
  owner: { id: idOf(2), username: 'wang' }, consents: 12, warnings: [], ...more,
})
const list = (...applications: object[]) => ({ 'GET /admin/applications': () => ({ status: 200, data: { applications, nextCursor: null, resources: ['https://orders.example.com'] } }) })

test('what is not advised is named, and why', async () => {
  const { says, text } = await visitConsole('/admin/applications', list(wire('one', { warnings: ['pkce-optional', 'legacy-grant'] })))
  await says('The one')
  expect(text()).toContain('An intercepted authorization code can be redeemed by someone else.')
  expect(text()).toContain('which OAuth 2.1 removes')
})

test('an application leads to where it is changed, and to whose it is', async () => {
  const { says, wrapper } = await visitConsole('/admin/applications', list(wire('one')))
  await says('The one')
  expect(wrapper.findAll('tbody a').map(link => link.attributes('href'))).toEqual(['/account/applications/one', `/admin/users/${idOf(2)}`])
})

test('disabling says what ends; enabling needs no question', async () => {
  const bodies: unknown[] = []
  const { press, says, dialog, pressInDialog } = await visitConsole('/admin/applications', {
    ...list(wire('one')),
    'PATCH /admin/applications/one': ({ body }) => {
      bodies.push(body)
      return { status: 200, data: wire('one', { disabled: bodies.length === 1 }) }
    },
  })
  await says('The one')
  await press('Disable The one')
  expect(dialog()?.text()).toContain('granted by 12 users')
  await pressInDialog('Disable')
  await says('The one has been disabled.')
  expect(dialog()).toBeUndefined()
  await press('Enable The one')
  await says('The one has been enabled.')
  expect(bodies).toEqual([{ disabled: true }, { disabled: false }])
})

test('whether people are asked changes when the API says so, and not before', async () => {
  const answers = [problem('forbidden', 403), { status: 200, data: wire('one', { skipConsent: true }) }]
  const { says, wrapper } = await visitConsole('/admin/applications', { ...list(wire('one')), 'PATCH /admin/applications/one': () => answers.shift() ?? problem('internal', 500) })
  await says('The one')
  const box = wrapper.get<HTMLInputElement>('tbody input[type=checkbox]')
  await box.setValue(true)
  await says('You do not have permission to do this.')
  expect(box.element.checked).toBe(false)
  await box.setValue(true)
  await says('no longer asks users')
  await vi.waitFor(() => { expect(box.element.checked).toBe(true) })
})

test('which service an application is can be chosen, of those that prove who they are', async () => {
  const orders = 'https://orders.example.com'
  const bodies: unknown[] = []
  const answers = [problem('forbidden', 403), { status: 200, data: wire('one', { resourceServer: orders }) }, { status: 200, data: wire('one') }]
  const { says, wrapper } = await visitConsole('/admin/applications', {
    ...list(wire('one'), wire('two', { clientType: 'public' })),
    'PATCH /admin/applications/one': ({ body }) => {
      bodies.push(body)
      return answers.shift() ?? problem('internal', 500)
    },
  })
  await says('The two')
  const [choice, ...others] = wrapper.findAll<HTMLSelectElement>('tbody select')
  if (!choice) throw new Error('there is no choice')
  expect([others.length, choice.findAll('option').map(option => option.text())]).toEqual([0, ['None', orders]])
  await choice.setValue(orders)
  await says('You do not have permission to do this.')
  expect(choice.element.value).toBe('')
  await choice.setValue(orders)
  await says(`The one may introspect tokens for ${orders}.`)
  await vi.waitFor(() => { expect(choice.element.value).toBe(orders) })
  await choice.setValue('')
  await says('The one may introspect its own tokens only.')
  expect(bodies).toEqual([{ resourceServer: orders }, { resourceServer: orders }, { resourceServer: null }])
})
