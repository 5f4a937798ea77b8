import { expect, test } from 'vitest'
import { password } from './harness.ts'
import { secretsOfAnn } from './secrets.ts'
import type { Answer, Browser } from './browser.ts'

const device = 'urn:ietf:params:oauth:grant-type:device_code' as const
const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }
type World = Awaited<ReturnType<typeof secretsOfAnn>>

/** A browser with everything that Ann's has, but for one cookie. */
function twin({ browser, who }: World, name: string, value: string): Browser {
  const other = browser()
  who.cookies.forEach((kept, known) => other.cookies.set(known, kept))
  other.cookies.set(name, value)
  return other
}

/** Every place that takes a secret: which ones are meant for it, and whether it takes this one. */
function placesOf(world: World): Record<string, { takes: (keyof World['secrets'])[], present: (secret: string) => Promise<boolean> }> {
  const { app, who, dev, registered: { clientId, clientSecret = '' }, asking, callbackCode } = world
  const form = async (path: string, fields: Record<string, string>, secret = clientSecret) => {
    const answer = await app.inject({
      method: 'POST', url: path, payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'authorization': `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}` },
    })
    return { ok: answer.statusCode < 400, text: answer.body }
  }
  const ok = (answer: Answer) => answer.status < 400
  const bearer = async (url: string, token: string) => (await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode === 200
  const { pkceCodeVerifier: verifier } = asking.checks
  return {
    'looking at a token': { takes: ['access token of a program', 'refresh token of a program'], present: async secret => (await form('/o/introspect', { token: secret })).text.includes('"active":true') },
    'the refresh cookie': { takes: ['refresh token'], present: async secret => ok(await twin(world, 'gatehouse-3000-refresh', secret).post('/sessions/refresh')) },
    'the account': { takes: ['access token'], present: secret => bearer('/users/me', secret) },
    'the state of a callback': { takes: ['state'], present: async secret => ok(await who.post('/oauth/github/callback', { state: secret, code: callbackCode })) },
    'a handoff': { takes: ['handoff key'], present: async secret => ok(await who.post('/sessions/handoff', { key: secret })) },
    'the binding cookie': { takes: ['binding ticket'], present: async secret => ok(await twin(world, 'gatehouse-3000-binding', secret).get('/oauth/bindings/current')) },
    'a program\'s code': { takes: ['authorization code'], present: async secret => (await form('/o/token', { grant_type: 'authorization_code', code: secret, redirect_uri: 'https://app.example.com/callback', code_verifier: verifier })).ok },
    'a program\'s refresh token': { takes: ['refresh token of a program'], present: async secret => (await form('/o/token', { grant_type: 'refresh_token', refresh_token: secret })).ok },
    'a device code': { takes: ['device code'], present: async (secret) => { const { ok, text } = await form('/o/token', { grant_type: device, device_code: secret }); return ok || text.includes('authorization_pending') } },
    'a program\'s secret': { takes: ['secret of a program'], present: async secret => (await form('/o/introspect', { token: 'x' }, secret)).ok },
    'userinfo': { takes: ['access token of a program'], present: secret => bearer('/o/userinfo', secret) },
    'what programs may read': { takes: ['access token of a program'], present: secret => bearer('/public-api/current_user/base_info', secret) },
    'a pushed request': { takes: ['pushed request'], present: async (secret) => {
      const query = new URLSearchParams({ client_id: clientId, request_uri: `urn:ietf:params:oauth:request_uri:${secret}` })
      return (await who.visit(`/o/authorize?${query.toString()}`)).status === 303
    } },
    'a device\'s page': { takes: ['user code'], present: async secret => ok(await who.post('/o/device/verification', { userCode: secret })) },
    'a step of signing in': { takes: ['interaction'], present: async secret => ok(await who.get(`/o/interactions/${encodeURIComponent(secret)}/details`)) },
    'a cursor': { takes: ['cursor'], present: async secret => ok(await dev.browser.get(`/admin/users?limit=1&cursor=${encodeURIComponent(secret)}`)) },
    'a hint of who signs out': { takes: ['ID token'], present: async secret => (await who.visit(`/o/logout?id_token_hint=${encodeURIComponent(secret)}`)).status < 400 },
  }
}

test('a secret opens what it was made for and nothing else, and is still good for that afterwards', async () => {
  const world = await secretsOfAnn()
  const places = placesOf(world)
  const known = Object.entries(world.secrets)
  for (const [kind, secret] of known) expect([kind, secret]).toEqual([kind, expect.stringMatching(/^.{6,}$/)])

  const accepted: string[] = []
  for (const [place, { takes, present }] of Object.entries(places)) {
    for (const [kind, secret] of known) if (!takes.some(own => own === kind) && await present(secret ?? '')) accepted.push(`${kind} at ${place}`)
  }
  expect(accepted).toEqual([])

  const refused: string[] = []
  for (const [place, { takes, present }] of Object.entries(places)) {
    // What is looked at again is good afterwards; what is used up is used last.
    for (const kind of takes) if (!await present(world.secrets[kind] ?? '')) refused.push(`${kind} at ${place}`)
  }
  expect(refused).toEqual([])
})

test('no secret is a mailed code, a mailed code is good for its own purpose only, and is no other secret', async () => {
  const world = await secretsOfAnn()
  const { who, browser, secrets, codes } = world
  const doors = {
    'code to register': (code: object) => browser().post('/users', { username: 'newcomer', acceptTerms: true, email: 'new@example.com', ...fresh, ...code }),
    'code to reset': (code: object) => browser().post('/users/password-resets', { email: world.email, ...fresh, ...code }),
    'code to move': (code: object) => who.put('/users/me/email', { email: 'moved@example.com', ...code }),
    'code to prove': ({ codeRequestId, emailCode }: { codeRequestId: string, emailCode: string }) => who.post('/sessions/current/reauthentication', { codeRequestId, emailCode }),
  }
  const kinds = ['code to register', 'code to reset', 'code to move', 'code to prove'] as const
  await who.post('/sessions/current/reauthentication', { password })

  const wrong: string[] = []
  const expectRefusal = (what: string, { status, body }: Answer) => { if (status !== 400 || !['code_invalid', 'validation_failed'].includes(body.code)) wrong.push(`${what}: ${status} ${body.code}`) }
  for (const door of kinds) {
    for (const kind of kinds) if (kind !== door) expectRefusal(`${kind} as ${door}`, await doors[door](codes[kind]))
    for (const [kind, secret] of Object.entries(secrets)) {
      expectRefusal(`${kind} as ${door}`, await doors[door]({ codeRequestId: codes[door].codeRequestId, emailCode: secret ?? '' }))
      expectRefusal(`${kind} as the request of ${door}`, await doors[door]({ codeRequestId: secret ?? '', emailCode: codes[door].emailCode }))
    }
  }
  for (const [place, { present }] of Object.entries(placesOf(world))) {
    for (const kind of kinds) for (const text of [codes[kind].emailCode, codes[kind].codeRequestId]) if (await present(text)) wrong.push(`${kind} at ${place}`)
  }
  expect(wrong).toEqual([])
  // Moving to another address voids the code to reset, and a reset would end the session.
  for (const kind of ['code to register', 'code to prove', 'code to move'] as const) expect([kind, (await doors[kind](codes[kind])).status < 300]).toEqual([kind, true])
})
