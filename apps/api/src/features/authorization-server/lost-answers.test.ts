import * as oidc from 'openid-client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { relyingParty } from '../../../test/relying-party.ts'

const offline = { scope: 'openid profile offline_access', prompt: 'consent' }

/** A public application that Ann is signed in to. */
async function holding(more: Record<string, string> = {}) {
  const app = await relyingParty({}, { clientType: 'public' })
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, more)
  const refresh = (token: string | undefined, fields?: Record<string, string>) => oidc.refreshTokenGrant(app.client, token ?? '', fields)
  const failure = (token: string | undefined) => refresh(token).then(() => 'tokens', (error: unknown) => error instanceof oidc.ResponseBodyError ? error.error : String(error))
  const isAlive = async (token: string) => (await app.app.inject({ url: '/o/userinfo', headers: { authorization: `Bearer ${token}` } })).statusCode === 200
  return { ...app, ann, first: tokens.refresh_token, refresh, failure, isAlive }
}

test('a refresh token of a public application that is sent again within ten seconds gets the same successor, and tokens that work', async () => {
  const app = await holding()
  const given = await app.refresh(app.first)
  expect(given.refresh_token).not.toBe(app.first)
  for (const seconds of [1, 8.9]) {
    app.clock.advance(seconds)
    const again = await app.refresh(app.first)
    expect(again.refresh_token).toBe(given.refresh_token)
    expect([await app.isAlive(given.access_token), await app.isAlive(again.access_token), again.claims()?.sub]).toEqual([true, true, app.ann.id])
  }
  // Nobody has been robbed, and the newest goes on.
  expect((await app.rows('audit_events')).map(({ action }) => action)).not.toContain('token.reused')
  expect((await app.refresh(given.refresh_token)).refresh_token).not.toBe(given.refresh_token)
})

test('sent again after that it is stolen goods: everything that was made of it has ended', async () => {
  const app = await holding(offline)
  const given = await app.refresh(app.first)
  app.clock.advance(10.1)
  expect(await app.failure(app.first)).toBe('invalid_grant')
  expect([await app.isAlive(given.access_token), await app.failure(given.refresh_token)]).toEqual([false, 'invalid_grant'])
  expect((await app.rows('audit_events')).map(({ action }) => action)).toContain('token.reused')
})

test('so is one whose successor has been used, however soon', async () => {
  const app = await holding(offline)
  const parent = await app.refresh(app.first)
  const child = await app.refresh(parent.refresh_token)
  expect(await app.failure(app.first)).toBe('invalid_grant')
  expect([await app.isAlive(child.access_token), await app.failure(child.refresh_token)]).toEqual([false, 'invalid_grant'])
})

test('another application that has got hold of it is given nothing, and costs its owner nothing', async () => {
  const app = await holding()
  const other = await app.clientOf(await app.registerApplication({ clientType: 'public' }))
  const given = await app.refresh(app.first)
  await expect(oidc.refreshTokenGrant(other, app.first ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
  expect((await app.refresh(app.first)).refresh_token).toBe(given.refresh_token)
})

test('the successor lives no longer for being given twice', async () => {
  const app = await holding(offline)
  const first = (await app.rows('authorization_artifacts')).find(({ kind }) => kind === 'RefreshToken')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
  onTestFinished(() => void vi.useRealTimers())
  await app.refresh(app.first)
  vi.setSystemTime(Date.now() + 5000)
  await app.refresh(app.first)
  const ends = (await app.rows('authorization_artifacts')).filter(({ kind }) => kind === 'RefreshToken').map(({ payload }) => Number(/"exp":(\d+)/.exec(String(payload))?.[1]))
  expect(ends).toHaveLength(2)
  expect(new Set(ends)).toEqual(new Set([Number(/"exp":(\d+)/.exec(String(first?.payload))?.[1])]))
})

test('twenty who send one at once are given one and the same successor', async () => {
  const app = await holding(offline)
  let token = app.first
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.refresh(token)))
    const successors = new Set(answers.map(({ refresh_token: successor }) => successor))
    expect([successors.size, successors.has(token)]).toEqual([1, false])
    for (const { access_token: access } of answers) expect(await app.isAlive(access)).toBe(true)
    ;[token] = successors
  }
  // One line of them, each used once but the last.
  const kept = (await app.rows('authorization_artifacts')).filter(({ kind }) => kind === 'RefreshToken')
  expect([kept.length, kept.filter(({ consumed_at: used }) => used === null).length]).toEqual([4, 1])
})

test('where the first who sent it never came to an answer, the second gets one', async () => {
  const app = await holding(offline)
  const { authorization } = app.store
  const put = vi.spyOn(authorization, 'put').mockRejectedValueOnce(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))
  expect(await app.failure(app.first)).toMatch(/unexpected HTTP response status/)
  put.mockRestore()
  const answer = await app.refresh(app.first)
  expect([await app.isAlive(answer.access_token), (await app.refresh(app.first)).refresh_token]).toEqual([true, answer.refresh_token])
})

test('what the database holds opens neither of the two', async () => {
  const app = await holding(offline)
  const given = await app.refresh(app.first)
  const stored = JSON.stringify(await app.rows('authorization_artifacts'))
  for (const secret of [app.first, given.refresh_token, given.access_token]) expect(stored).not.toContain(secret)
})

test('looking at a used token, or revoking it, is no exchange', async () => {
  const app = await holding(offline)
  const given = await app.refresh(app.first)
  await oidc.tokenRevocation(app.client, app.first ?? '')
  expect([await app.isAlive(given.access_token), await app.failure(given.refresh_token), await app.failure(app.first)]).toEqual([false, 'invalid_grant', 'invalid_grant'])
})

test.each(['client_secret_basic', 'client_secret_post'] as const)('an application that proves itself (%s) keeps its refresh token, and may send it as often as it likes', async (tokenEndpointAuthMethod) => {
  const app = await relyingParty({}, { tokenEndpointAuthMethod })
  const client = await app.clientOf(app.registered, tokenEndpointAuthMethod === 'client_secret_post' ? oidc.ClientSecretPost(app.registered.clientSecret) : undefined)
  const ann = await app.register('ann-lee')
  const { tokens } = await app.signIn(ann.browser, {}, client)
  const token = tokens.refresh_token ?? ''
  const answers = await Promise.all(Array.from({ length: 5 }, () => oidc.refreshTokenGrant(client, token)))
  expect(answers.map(({ refresh_token: next }) => next)).toEqual(Array(5).fill(token))
  app.clock.advance(60)
  expect((await oidc.refreshTokenGrant(client, token)).claims()?.sub).toBe(ann.id)
  // Without the proof it is worth nothing.
  const thief = await app.clientOf(app.registered, oidc.None())
  await expect(oidc.refreshTokenGrant(thief, token)).rejects.toMatchObject({ error: 'invalid_client' })
  expect((await oidc.refreshTokenGrant(client, token)).refresh_token).toBe(token)
})
