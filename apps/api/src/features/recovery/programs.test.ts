import * as oidc from 'openid-client'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { device, fresh, intruded, offline } from '../../../test/intruded.ts'

const Onwards = z.object({ redirectTo: z.string() })

describe('a reset', () => {
  test('ends every authorization: programs with offline access, devices, those not yet collected, and their access tokens', async () => {
    const app = await intruded()
    expect([await app.userinfo(app.program.access_token), await app.userinfo(app.television.access_token)]).toEqual([200, 200])
    await app.resetBy(app.browser())

    await app.expectNothingOf(app.program)
    await app.expectNothingOf(app.television)
    expect(await app.baseInfo(app.program.access_token)).toBe(401)
    await expect(app.collectLater()).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await app.artifacts()).toEqual([])
  })

  test('keeps what people have allowed in the list, so that their programs need only sign them in again', async () => {
    const app = await intruded()
    await app.resetBy(app.browser())
    await app.ann.browser.post('/users/authorizations', { username: 'ann-lee', password: fresh.password })
    expect((await app.ann.browser.get('/users/me/consents')).body.consents).toHaveLength(1)
    const { asked } = await app.signIn(app.ann.browser, { scope: 'openid profile' })
    expect(asked).toEqual(['login'])
  })

  test('begun by an operator ends the same', async () => {
    const app = await intruded()
    await app.store.users.update(app.dev.id, { isSuperuser: true })
    app.clock.advance(61)
    expect((await app.dev.browser.post(`/admin/users/${app.ann.id}/password-resets`)).status).toBe(202)
    await app.deliver()
    const link = new URL(/https?:\S+forgot-password#\S+/.exec(app.mailbox.to(app.ann.email).at(-1)?.text ?? '')?.[0] ?? '')
    const codeRequestId = new URLSearchParams(link.hash.slice(1)).get('request')
    const reset = await app.browser().post('/users/password-resets', { email: app.ann.email, codeRequestId, emailCode: app.mailbox.codeFor(app.ann.email), ...fresh })
    expect(reset.status).toBe(204)
    await app.expectNothingOf(app.program)
    await app.expectNothingOf(app.television)
    expect(await app.artifacts()).toEqual([])
  })

  test('is not outlived by a code that a program has not redeemed yet', async () => {
    const app = await intruded()
    const { url, checks } = await app.request(offline)
    const { url: landed } = await app.journey(app.intruder, url)
    await app.resetBy(app.browser())
    await expect(oidc.authorizationCodeGrant(app.client, landed, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('is not outlived by an authorization that has been answered and not resumed', async () => {
    const app = await intruded()
    const elsewhere = app.browser()
    await elsewhere.post('/users/authorizations', { username: 'ann-lee', password: app.ann.password })
    const query = new URLSearchParams({
      client_id: app.registered.clientId, response_type: 'code', scope: 'openid profile', redirect_uri: 'https://app.example.com/callback',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
    })
    const begun = new URL((await elsewhere.visit(`/o/authorize?${query.toString()}`)).location ?? '', app.issuer)
    const page = new URL((await elsewhere.visit(begun.pathname)).location ?? '')
    const answered = await elsewhere.post(`/o/interactions/${page.pathname.split('/').at(-1)}/sign-in`)
    expect(answered.status).toBe(200)
    await app.resetBy(app.browser())

    const { redirectTo } = Onwards.parse(JSON.parse(answered.text))
    const resumed = await elsewhere.visit(new URL(redirectTo).pathname)
    // Whoever is there is asked to sign in.
    const landed = new URL(resumed.location ?? '', app.issuer)
    expect([landed.searchParams.get('code'), landed.pathname]).toEqual([null, expect.stringMatching(/^\/o\/interactions\//)])
    expect(await app.artifacts()).toEqual([])
  })

  test('is not outlived by devices and programs that are let in at the same moment', async () => {
    for (let round = 0; round < 2; round++) {
      const app = await intruded()
      const waiting = await Promise.all(Array.from({ length: 6 }, () => oidc.initiateDeviceAuthorization(app.client, { scope: 'openid profile' })))
      const journeys = await Promise.all(Array.from({ length: 4 }, () => app.request(offline)))
      const code = await app.requestCode(app.browser(), app.ann.email, 'reset-password')
      const [landed] = await Promise.all([
        Promise.all(journeys.map(async ({ url, checks }) => ({ checks, url: (await app.journey(app.intruder, url)).url }))),
        ...waiting.map(({ user_code: userCode }) => app.intruder.post('/o/device/decision', { userCode, decision: 'allow' })),
        app.browser().post('/users/password-resets', { email: app.ann.email, ...code, ...fresh }),
      ])
      for (const { device_code: deviceCode } of waiting) {
        await expect(oidc.genericGrantRequest(app.client, device, { device_code: deviceCode })).rejects.toMatchObject({ error: expect.stringMatching(/^(invalid_grant|authorization_pending)$/) })
      }
      for (const { url, checks } of landed) {
        if (url.searchParams.has('code')) await expect(oidc.authorizationCodeGrant(app.client, url, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
      }
    }
  })
})

test('a superuser who signs somebody out everywhere ends what programs and devices hold, too', async () => {
  const app = await intruded()
  await app.store.users.update(app.dev.id, { isSuperuser: true })
  expect((await app.dev.browser.delete(`/admin/users/${app.ann.id}/sessions`)).status).toBe(204)
  await app.expectNothingOf(app.program)
  await app.expectNothingOf(app.television)
  await expect(app.collectLater()).rejects.toMatchObject({ error: 'invalid_grant' })
})

test('a code is of no use once the session that it was issued in has ended, even for offline access', async () => {
  const app = await intruded()
  const { url, checks } = await app.request(offline)
  const { url: landed } = await app.journey(app.intruder, url)
  await app.intruder.delete('/sessions/current')
  await expect(oidc.authorizationCodeGrant(app.client, landed, checks)).rejects.toMatchObject({ error: 'invalid_grant' })
})
