import { signedInKey } from '@gatehouse/client/memory'
import { afterEach, expect, test, vi } from 'vitest'
import { wireSession } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const open = (query: Record<string, string>) => visit(`/oauth/error?${new URLSearchParams(query).toString()}`, {})

test.each([
  ['invalid_request', 'cannot be understood'], ['invalid_client', 'not known here'], ['unauthorized_client', 'not allowed to ask'],
  ['invalid_redirect_uri', 'not registered'], ['unsupported_response_type', 'kind of answer'], ['invalid_scope', 'may not have'],
  ['something_new', 'was refused'], ['constructor', 'was refused'], ['', 'was refused'],
])('"%s" is a mistake of the application, and says so', async (error, words) => {
  const { heading, wrapper } = await open({ error })
  expect(heading()).toBe('This application cannot sign you in')
  expect(wrapper.get('main').text()).toContain(words)
  expect(wrapper.get('main').text()).toContain('The mistake is not yours')
})

test.each([
  ['access_denied', '', 'The application was not let in'], ['server_error', '', 'Something went wrong on our side'],
  ['temporarily_unavailable', '', 'Something went wrong on our side'], ['session_not_found', '', 'This sign-in is over'],
  ['invalid_request', 'interaction session not found', 'This sign-in is over'],
  ['invalid_request', 'interaction session and authentication session mismatch', 'This sign-in is over'],
])('%s %s is nobody\'s mistake', async (error, error_description, title) => {
  const { heading, wrapper } = await open({ error, error_description })
  expect(heading()).toBe(title)
  expect(wrapper.get('main').text()).not.toContain('The mistake is not yours')
})

test('what the address says is text in a folded block: no link, no markup, no end of it', async () => {
  const { wrapper } = await open({ error: '<img src=x>', error_description: `<a href="https://evil.example">https://evil.example</a>\u202e${'x'.repeat(1000)}` })
  const details = wrapper.get('details')
  expect(details.attributes('open')).toBeUndefined()
  expect(details.text()).toContain('<img src=x>')
  expect(details.text()).toContain('<a href="https://evil.example">')
  expect(details.text()).not.toContain('\u202e')
  expect(details.text().length).toBeLessThan(400)
  expect(wrapper.findAll('main a').map(link => link.attributes('href'))).toEqual(['/'])
  expect(wrapper.find('main img').exists()).toBe(false)
})

test('without anything said there is nothing to unfold', async () => {
  const { wrapper } = await visit('/oauth/error', {})
  expect(wrapper.find('details').exists()).toBe(false)
})

const session = { 'POST /sessions/refresh': () => ({ status: 200, data: wireSession }), 'DELETE /sessions/current': () => ({ status: 204 }) }
const wasSignedIn: Parameters<typeof visit>[2] = { before: ({ dependencies }) => dependencies.memory.write(signedInKey, 'yes') }

test.each([
  ['invalid_request', 'sign-out request is not valid'], ['invalid_client', 'sign-out request is not valid'], ['something_new', 'sign-out request is not valid'],
  ['temporarily_unavailable', 'could not finish signing you out'], ['server_error', 'could not finish signing you out'],
])('a sign-out that fails with %s is said to be one, and leaves whoever is signed in a button', async (error, words) => {
  const { heading, wrapper, press, at, requests } = await visit(`/oauth/error?error=${error}&error_description=x&during=sign-out`, session, wasSignedIn)
  expect(heading()).toBe('You have not been signed out')
  await vi.waitFor(() => { expect(wrapper.get('main').text()).toContain('You are signed in as') })
  expect(wrapper.get('main').text()).toContain(words)
  expect(wrapper.get('main').text()).not.toMatch(/sign you in|mistake is not yours/)
  await press('Sign out')
  await vi.waitFor(() => { expect(at()).toBe('/signed-out') })
  expect(requests).toContain('DELETE /sessions/current')
})

test('a sign-out that fails where nobody is signed in leads to sign-in', async () => {
  const { wrapper } = await visit('/oauth/error?error=invalid_request&during=sign-out', {})
  expect(wrapper.get('main').text()).toContain('Nobody is signed in')
  expect(wrapper.findAll('main a').map(link => link.attributes('href'))).toEqual(['/sign-in'])
})
