import { describe, expect, test } from 'vitest'
import { federated, mei } from '../../../test/federated.ts'
import { fresh, intruded, offline } from '../../../test/intruded.ts'
import { harness, password } from '../../../test/harness.ts'

describe('a change of the password', () => {
  test('ends other sessions and every authorization, but for this session and what programs were given in it', async () => {
    const app = await intruded()
    const { tokens: own } = await app.signIn(app.ann.browser, { scope: 'openid profile' })
    const { tokens: ownOffline } = await app.signIn(app.ann.browser, offline)
    expect((await app.ann.browser.put('/users/me/password', { currentPassword: password, ...fresh })).status).toBe(204)

    await app.deliver()
    expect(app.mailbox.to(app.ann.email).at(-1)?.text).toContain('All other devices were signed out')
    await app.expectNothingOf(app.program)
    await app.expectNothingOf(app.television)
    await expect(app.collectLater()).rejects.toMatchObject({ error: 'invalid_grant' })
    expect((await app.intruder.get('/users/me')).status).toBe(401)
    expect([await app.userinfo(own.access_token), await app.userinfo(ownOffline.access_token)]).toEqual([200, 200])
    expect((await app.renew(ownOffline)).access_token).toBeTypeOf('string')
    // The programs of this browser need not ask again.
    expect((await app.signIn(app.ann.browser, { scope: 'openid profile' })).asked).toEqual([])
  })

  test('ends nothing of it when the person says so', async () => {
    const app = await intruded()
    expect((await app.ann.browser.put('/users/me/password', { currentPassword: password, ...fresh, endOtherSessions: false })).status).toBe(204)
    expect((await app.intruder.get('/users/me')).status).toBe(200)
    expect((await app.renew(app.program)).access_token).toBeTypeOf('string')
    expect((await app.collectLater()).access_token).toBeTypeOf('string')
    await app.deliver()
    expect(app.mailbox.to(app.ann.email).at(-1)?.text).toContain('Other devices stay signed in')
  })

  test.each([true, false])('voids the codes mailed before, whether other sessions end (%s) or not', async (endOtherSessions) => {
    const { register, browser, requestCode, clock } = await harness()
    const ann = await register('ann-lee')
    const intruder = browser()
    await intruder.post('/users/authorizations', { username: 'ann-lee', password })
    clock.advance(61)
    const reset = await requestCode(intruder, ann.email, 'reset-password')
    const proof = await requestCode(ann.browser, ann.email, 'reauthenticate')
    const move = await requestCode(ann.browser, 'new@example.com', 'change-email')
    expect((await ann.browser.put('/users/me/password', { currentPassword: password, ...fresh, endOtherSessions })).status).toBe(204)

    const evil = { password: 'evil copper lantern', passwordConfirmation: 'evil copper lantern' }
    expect((await intruder.post('/users/password-resets', { email: ann.email, ...reset, ...evil })).body.code).toBe('code_invalid')
    expect((await ann.browser.post('/sessions/current/reauthentication', proof)).body.code).toBe('code_invalid')
    expect((await ann.browser.put('/users/me/email', { email: 'new@example.com', ...move })).body.code).toBe('code_invalid')
    expect((await browser().post('/users/authorizations', { username: 'ann-lee', password: fresh.password })).status).toBe(200)
  })

  test('leaves no other browser that strangers\' wrong passwords do not count for', async () => {
    const { register, browser, store } = await harness()
    const ann = await register('ann-lee')
    await browser().post('/users/authorizations', { username: 'ann-lee', password })
    expect(await store.knownDevices.listByUser(ann.id)).toHaveLength(2)
    await ann.browser.put('/users/me/password', { currentPassword: password, ...fresh })
    expect(await store.knownDevices.listByUser(ann.id)).toHaveLength(1)
  })

  test('names the linked accounts in the mail', async () => {
    const { register, visit, mailbox, deliver } = await federated()
    const ann = await register('ann-lee')
    await visit(ann.browser, 'github', mei, { intent: 'bind' })
    await deliver()
    await ann.browser.put('/users/me/password', { currentPassword: password, ...fresh })
    await deliver()
    expect(mailbox.to(ann.email).at(-1)?.text).toMatch(/GitHub \(Mei 🌿\), linked on[^]*\/account\/security/)
  })
})
