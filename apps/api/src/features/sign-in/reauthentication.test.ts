import { describe, expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'

describe('what cannot be undone', () => {
  test('asks for a fresh proof ten minutes after signing in, and accepts it for ten more', async () => {
    const { register, clock } = await harness()
    const ann = await register('ann-lee')
    const exportStatus = async () => (await ann.browser.get('/users/me/export')).status
    clock.advance(590)
    await ann.browser.post('/sessions/refresh')
    expect(await exportStatus()).toBe(200)
    clock.advance(10)
    await ann.browser.post('/sessions/refresh')
    const refused = await ann.browser.get('/users/me/export')
    expect([refused.status, refused.body.code]).toEqual([403, 'reauthentication_required'])

    const proof = await ann.browser.post('/sessions/current/reauthentication', { password })
    expect([proof.status, proof.body.user.username]).toEqual([200, 'ann-lee'])
    expect(await exportStatus()).toBe(200)
    clock.advance(600)
    await ann.browser.post('/sessions/refresh')
    expect(await exportStatus()).toBe(403)
  })

  test.each([
    ['GET', '/users/me/export', undefined], ['DELETE', '/users/me', undefined],
    ['PUT', '/users/me/email', { email: 'new@example.com', codeRequestId: '00000000-0000-4000-8000-000000000000', emailCode: '123456' }],
  ] as const)('is %s %s', async (method, path, body) => {
    const { register, clock, store } = await harness()
    const ann = await register('ann-lee')
    clock.advance(601)
    await ann.browser.post('/sessions/refresh')
    expect((await ann.browser.request(method, path, body)).body.code).toBe('reauthentication_required')
    expect((await store.users.findById(ann.id))?.email).toBe(ann.email)
  })
})

describe('proving it anew', () => {
  test('works with a mailed code, once', async () => {
    const { register, clock, requestCode } = await harness()
    const ann = await register('ann-lee')
    clock.advance(700)
    await ann.browser.post('/sessions/refresh')
    const code = await requestCode(ann.browser, ann.email, 'reauthenticate')
    expect((await ann.browser.post('/sessions/current/reauthentication', code)).status).toBe(200)
    expect((await ann.browser.get('/users/me/export')).status).toBe(200)
    expect((await ann.browser.post('/sessions/current/reauthentication', code)).body.code).toBe('code_invalid')
  })

  test('replaces the refresh token', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    const before = ann.browser.refreshToken
    await ann.browser.post('/sessions/current/reauthentication', { password })
    expect(ann.browser.refreshToken).not.toBe(before)
    expect((await ann.browser.post('/sessions/refresh')).status).toBe(200)
  })

  test('leaves a cookie of another session alone', async () => {
    const { register } = await harness()
    const [ann, bob] = [await register('ann-lee'), await register('bobby')]
    const before = ann.browser.refreshToken
    const headers = { authorization: `Bearer ${bob.browser.accessToken}` }
    expect((await ann.browser.post('/sessions/current/reauthentication', { password }, { headers })).body.user.username).toBe('bobby')
    expect(ann.browser.refreshToken).toBe(before)
    const refreshed = await ann.browser.post('/sessions/refresh')
    expect([refreshed.status, refreshed.body.user?.username]).toEqual([200, 'ann-lee'])
  })

  test('with somebody else\'s code proves nothing', async () => {
    const { register, requestCode } = await harness()
    const [ann, eve] = [await register('ann-lee'), await register('eve-eve')]
    const forEve = await requestCode(eve.browser, eve.email, 'reauthenticate')
    expect((await ann.browser.post('/sessions/current/reauthentication', forEve)).body.code).toBe('code_invalid')
  })

  test('with a wrong password, or with both ways at once, is refused', async () => {
    const { register } = await harness()
    const ann = await register('ann-lee')
    expect((await ann.browser.post('/sessions/current/reauthentication', { password: 'wrong password' })).body.code).toBe('credentials_invalid')
    expect((await ann.browser.post('/sessions/current/reauthentication', { password, emailCode: '123456' })).status).toBe(400)
    expect((await ann.browser.post('/sessions/current/reauthentication', {})).status).toBe(400)
  })

  test('needs a session and an origin of ours', async () => {
    const { register, browser } = await harness()
    const ann = await register('ann-lee')
    expect((await browser().post('/sessions/current/reauthentication', { password })).body.code).toBe('unauthenticated')
    expect((await ann.browser.post('/sessions/current/reauthentication', { password }, { headers: { origin: 'https://evil.example' } })).body.code).toBe('origin_not_allowed')
  })

  test('in an ended session is refused', async () => {
    const { register, browser } = await harness()
    const ann = await register('ann-lee')
    const phone = browser()
    await phone.post('/users/authorizations', { username: 'ann-lee', password })
    await phone.delete('/sessions/others')
    expect((await ann.browser.post('/sessions/current/reauthentication', { password })).body.code).toBe('session_ended')
  })
})
