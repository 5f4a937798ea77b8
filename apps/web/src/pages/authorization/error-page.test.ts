import { signedInKey } from '@gatehouse/client/memory'
import { afterEach, expect, test, vi } from 'vitest'
import { wireSession } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const open = (query: Record<string, string>) => visit(`/oauth/error?${new URLSearchParams(query).toString()}`, {})

test.each([
  ['invalid_request', 'an invalid request'], ['invalid_client', 'does not exist or is disabled'], ['unauthorized_client', 'may not use this grant type'],
  ['invalid_redirect_uri', 'not registered'], ['unsupported_response_type', 'response type that is not supported'], ['invalid_scope', 'unknown or not allowed'],
  ['something_new', 'was refused'], ['constructor', 'was refused'], ['', 'was refused'],
])('"%s" is a mistake of the application, and says so', async (error, words) => {
  const { heading, wrapper } = await open({ error })
  expect(heading()).toBe('Unable to sign in to this application')
  expect(wrapper.get('main').text()).toContain(words)
  expect(wrapper.get('main').text()).toContain('The application is not configured correctly')
})

test.each([
  ['access_denied', '', 'Authorization declined'], ['server_error', '', 'Server error'],
  ['temporarily_unavailable', '', 'Server error'], ['session_not_found', '', 'This sign-in has expired'],
  ['invalid_request', 'interaction session not found', 'This sign-in has expired'],
  ['invalid_request', 'interaction session and authentication session mismatch', 'This sign-in has expired'],
])('%s %s is nobody\'s mistake', async (error, error_description, title) => {
  const { heading, wrapper } = await open({ error, error_description })
  expect(heading()).toBe(title)
  expect(wrapper.get('main').text()).not.toContain('The application is not configured correctly')
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
  ['invalid_request', 'sign-out request is invalid'], ['invalid_client', 'sign-out request is invalid'], ['something_new', 'sign-out request is invalid'],
  ['temporarily_unavailable', 'could not complete the sign-out'], ['server_error', 'could not complete the sign-out'],
])('a sign-out that fails with %s is said to be one, and leaves whoever is signed in a button', async (error, words) => {
  const { heading, wrapper, press, at, requests } = await visit(`/oauth/error?error=${error}&error_description=x&during=sign-out`, session, wasSignedIn)
  expect(heading()).toBe('You have not been signed out')
  await vi.waitFor(() => { expect(wrapper.get('main').text()).toContain('You are signed in as') })
  expect(wrapper.get('main').text()).toContain(words)
  expect(wrapper.get('main').text()).not.toMatch(/Unable to sign in|not configured correctly/)
  await press('Sign out')
  await vi.waitFor(() => { expect(at()).toBe('/signed-out') })
  expect(requests).toContain('DELETE /sessions/current')
})

test('a sign-out that fails where nobody is signed in leads to sign-in', async () => {
  const { wrapper } = await visit('/oauth/error?error=invalid_request&during=sign-out', {})
  expect(wrapper.get('main').text()).toContain('Nobody is signed in')
  expect(wrapper.findAll('main a').map(link => link.attributes('href'))).toEqual(['/sign-in'])
})
