import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { problem, wireSession, type Answer } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'
import { begunElsewhere } from './begun-elsewhere.ts'

afterEach(() => {
  document.body.innerHTML = ''
  vi.useRealTimers()
})

const request = '019a0000-0000-7000-8000-000000000001'
const now = Date.now()
const fragment = (more: Record<string, string> = {}) => `#${new URLSearchParams({ request, email: 'ann+x@example.com', seconds: '300', ...more }).toString()}`

test('the link of an administrator\'s mail leads straight to the code, and leaves the address bar', async () => {
  const sent: unknown[] = []
  const { wrapper, router } = await visit(`/forgot-password?next=/account/data${fragment()}`, {
    'POST /sessions/refresh': () => ({ status: 204 }),
    'POST /users/password-resets': ({ body }: { body: unknown }) => {
      sent.push(body)
      return { status: 204 }
    },
  })
  await flushPromises()
  expect(router.currentRoute.value.fullPath).toBe('/forgot-password?next=/account/data')
  expect(wrapper.text()).toContain('ann+x@example.com')
  await wrapper.get('input[name=emailCode]').setValue('012345')
  await wrapper.get('input[name=password]').setValue('quiet marble harbour')
  await wrapper.get('form').trigger('submit')
  await flushPromises()
  expect(sent).toMatchObject([{ email: 'ann+x@example.com', codeRequestId: request, emailCode: '012345', passwordConfirmation: 'quiet marble harbour' }])
})

test('the field of the code has the focus once it is there, and that of the address when another is wanted', async () => {
  const { wrapper, press } = await visit('/forgot-password', {
    'POST /verification-codes': () => ({ status: 202, data: { requestId: request, resendAfter: 60, expiresIn: 600 } }),
  })
  await wrapper.get('input[name=email]').setValue('ann@example.com')
  await wrapper.get('form').trigger('submit')
  await flushPromises()
  expect(document.activeElement?.getAttribute('name')).toBe('emailCode')
  await press('Use another e-mail')
  expect(document.activeElement?.getAttribute('name')).toBe('email')
})

test('a fragment that is no such link changes nothing', () => {
  for (const wrong of ['', '#', '#code', fragment({ request: 'r1' }), fragment({ email: '' }), fragment({ seconds: '' }), fragment({ seconds: '-1' })]) {
    expect(begunElsewhere(wrong, now)).toBe(null)
  }
  expect(begunElsewhere(fragment(), now)).toEqual({ requestId: request, email: 'ann+x@example.com', sentAt: now, resendAt: now, expiresAt: now + 300_000 })
})

test.each([['slow', -3_600_000], ['fast', 3_600_000]])('the link of an administrator\'s mail is taken though the clock of the device is an hour %s', async (_how, off) => {
  vi.useFakeTimers({ now: Date.now() + off, toFake: ['Date'] })
  const { wrapper } = await visit(`/forgot-password${fragment()}`, { 'POST /sessions/refresh': () => ({ status: 204 }) })
  await flushPromises()
  expect(wrapper.text()).toContain('ann+x@example.com')
  expect(wrapper.find('input[name=emailCode]').exists()).toBe(true)
})

describe('after the reset', () => {
  const github = {
    id: '019a0000-0000-7000-8000-000000000009', provider: 'github', label: 'GitHub', displayName: '岚', avatarUrl: null,
    createdAt: '2026-01-01T00:00:00.000Z', lastUsedAt: '2026-01-02T00:00:00.000Z',
  }
  const linked = (...identities: object[]) => () => ({ status: 200, data: { identities } })
  const signedIn = () => ({ status: 200, data: wireSession })

  async function reset(replies: Record<string, (request: { body: unknown }) => Answer>, path = '/forgot-password') {
    const page = await visit(`${path}${fragment()}`, { 'POST /sessions/refresh': () => ({ status: 204 }), 'POST /users/password-resets': () => ({ status: 204 }), ...replies })
    await flushPromises()
    await page.wrapper.get('input[name=emailCode]').setValue('012345')
    await page.wrapper.get('input[name=password]').setValue('quiet marble harbour')
    await page.wrapper.get('form').trigger('submit')
    await flushPromises()
    return page
  }

  test('the page signs in with the new password, and names the linked accounts that still can', async () => {
    const sent: unknown[] = []
    const page = await reset({
      'POST /users/authorizations': ({ body }) => {
        sent.push(body)
        return signedIn()
      },
      'GET /users/me/identities': linked(github),
      [`DELETE /users/me/identities/${github.id}`]: () => ({ status: 204 }),
    }, '/forgot-password?next=/account/data')
    expect(sent).toEqual([{ username: 'ann+x@example.com', password: 'quiet marble harbour' }])
    expect(page.session.user?.username).toBe('ann')
    expect(page.heading()).toBe('Password reset')
    expect(document.activeElement?.tagName).toBe('H1')
    expect(page.wrapper.text()).toContain('These linked accounts can still sign in to your account')
    expect(page.wrapper.text()).toContain('岚')

    // It looks like what it does: with the colour and the icon of what removes something.
    expect(page.wrapper.get('button[aria-label="Unlink GitHub"]').classes()).toContain('text-danger')
    await page.press('Unlink GitHub')
    expect(page.requests).toContain(`DELETE /users/me/identities/${github.id}`)
    expect(page.wrapper.get('[role=status]').text()).toBe('GitHub has been unlinked.')
    expect(document.activeElement?.getAttribute('role')).toBe('status')
    expect(page.wrapper.text()).not.toContain('岚')
    await page.press('Continue')
    await page.arrivesAt('/account/data')
  })

  test('without linked accounts there is only the way on', async () => {
    const page = await reset({ 'POST /users/authorizations': signedIn, 'GET /users/me/identities': linked() })
    expect(page.wrapper.text()).not.toContain('linked')
    await page.press('Continue')
    await page.arrivesAt('/account')
  })

  test.each([
    ['throttled', () => problem('rate_limited', 429, { retryAfter: 30 })], ['busy', () => problem('overloaded', 503)], ['away', undefined],
  ])('a sign-in that fails (%s) takes nothing back: the password is set, and people sign in by hand', async (_why, answer) => {
    const page = await reset({ ...(answer && { 'POST /users/authorizations': answer }) })
    expect([page.heading(), page.alert()]).toEqual(['Password reset', ''])
    expect(page.wrapper.text()).toContain('Sign in with your new password.')
    expect(page.session.user).toBeNull()
    await page.press('Go to sign-in')
    await page.arrivesAt('/sign-in')
  })

  test('linked accounts that cannot be loaded are to be checked elsewhere', async () => {
    const page = await reset({ 'POST /users/authorizations': signedIn, 'GET /users/me/identities': () => problem('overloaded', 503) })
    expect(page.wrapper.text()).toContain('Check them in your security settings.')
    await page.press('Open security settings')
    await page.arrivesAt('/account/security')
  })

  test('one that cannot be removed says why, beside it', async () => {
    const page = await reset({
      'POST /users/authorizations': signedIn, 'GET /users/me/identities': linked(github),
      [`DELETE /users/me/identities/${github.id}`]: () => problem('reauthentication_required', 403),
    })
    await page.press('Unlink GitHub')
    expect(page.alert()).toContain('Confirm')
    expect(page.wrapper.text()).toContain('岚')
    await page.press('Open security settings')
    await page.arrivesAt('/account/security')
  })
})
