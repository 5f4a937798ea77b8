import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose'
import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { fetchThrough, relyingParty } from '../../../test/relying-party.ts'
import { keySetMaxAge, makeNextKeys } from '../../keys/rotate.ts'
import { makeKeyPair } from '../../keys/key-pairs.ts'
import { createKeyring } from '../../lib/keyring.ts'

/** A resource server on the other side: keeps the key set as long as it may, and asks again for an id it does not know only then. */
function keepingKeys(fetchKeys: () => Promise<JSONWebKeySet>, now: () => Date) {
  let kept: { keys: JSONWebKeySet, until: number } | null = null
  return async (token: string) => {
    if (!kept || kept.until <= now().getTime()) kept = { keys: await fetchKeys(), until: now().getTime() + keySetMaxAge * 1000 }
    return (await jwtVerify(token, createLocalJWKSet(kept.keys), { currentDate: new Date() })).payload
  }
}

async function twoNodes() {
  const app = await relyingParty({ settings: { OAUTH_RESOURCES: 'https://orders.example.com orders.read' } }, { idTokenSignedResponseAlg: 'ES256' })
  const other = await app.anotherNode()
  const nodes = [app, other]
  const ann = await app.register('ann-lee')
  const clients = await Promise.all(nodes.map(async (node) => {
    const client = await app.clientOf(app.registered)
    client[oidc.customFetch] = fetchThrough(node)
    return client
  }))
  const keysAt = async (index: number): Promise<JSONWebKeySet> => (await nodes[index]?.app.inject('/.well-known/jwks.json'))?.json() ?? { keys: [] }

  async function rotate(atOnce: boolean) {
    const next = await makeNextKeys({ keyring: createKeyring([app.secret]), makeKeyPair, now: app.clock.now(), longest: 3600, atOnce })
    await app.store.transaction(queries => next.write(queries))
    return next
  }
  const follow = () => Promise.all(nodes.map(node => node.keys.reload()))
  return { ...app, ann, nodes, clients, keysAt, rotate, follow }
}

test('while keys are changed, on two nodes, no token is refused by anybody', async () => {
  const app = await twoNodes()
  const verify = keepingKeys(() => app.keysAt(0), app.clock.now)
  const { tokens: first } = await app.signIn(app.ann.browser, { scope: 'openid profile offline_access', prompt: 'consent' })
  const before = decodeProtectedHeader(first.id_token ?? '').kid
  const kids = new Set<string | undefined>()
  let refresh = first.refresh_token ?? ''
  let issued = 0
  const idTokens = [first.id_token ?? '']

  async function use(index: number) {
    const client = app.clients[index % 2] ?? app.client
    const tokens = await oidc.refreshTokenGrant(client, refresh)
    refresh = tokens.refresh_token ?? ''
    idTokens.push(tokens.id_token ?? '')
    kids.add(decodeProtectedHeader(tokens.id_token ?? '').kid)
    expect((await verify(tokens.id_token ?? '')).sub).toBe(app.ann.id)
    // First-party tokens are signed by the same keys, and read by both nodes.
    await app.ann.browser.post('/sessions/refresh')
    for (const node of app.nodes) expect((await node.browser().get('/users/me', { headers: { authorization: `Bearer ${app.ann.browser.accessToken}` } })).status).toBe(200)
    issued++
  }

  await use(0)
  await use(1)
  const { activeAt } = await app.rotate(false)
  // One node has seen it and the other has not.
  await app.nodes[0]?.keys.reload()
  for (let index = 0; index < 4; index++) await use(index)
  expect([...kids]).toEqual([before])
  app.clock.advance(10)
  await app.follow()
  expect((await app.keysAt(0)).keys.map(({ alg }) => alg).sort()).toEqual(['ES256', 'ES256', 'RS256', 'RS256'])
  expect((await app.keysAt(1)).keys.map(({ kid }) => kid).sort()).toEqual((await app.keysAt(0)).keys.map(({ kid }) => kid).sort())

  // Up to the change and over it, minute by minute; nodes look every ten seconds.
  while (app.clock.now() <= activeAt) {
    app.clock.advance(30)
    await app.follow()
    await use(issued)
  }
  for (let index = 0; index < 4; index++) await use(index)
  expect(kids.size).toBe(2)
  expect([...kids][0]).toBe(before)

  // What was signed before is still a good hint, and is checked by others with the key set there is now.
  for (const token of idTokens) expect((await jwtVerify(token, createLocalJWKSet(await app.keysAt(1)))).payload.sub).toBe(app.ann.id)
  const hinted = await app.request({ scope: 'openid', prompt: 'none', id_token_hint: first.id_token ?? '' })
  expect((await app.journey(app.ann.browser, hinted.url)).url.searchParams.has('code')).toBe(true)
  expect((await app.ann.browser.visit(`/o/logout?id_token_hint=${first.id_token ?? ''}`)).status).toBe(200)

  app.clock.advance(3700)
  await app.follow()
  expect((await app.keysAt(0)).keys.map(({ alg }) => alg).sort()).toEqual(['ES256', 'RS256'])
})

test('when a key has leaked, what it signed is worth nothing from then on', async () => {
  const app = await twoNodes()
  const { tokens } = await app.signIn(app.ann.browser, { scope: 'openid offline_access', prompt: 'consent' })
  const old = { authorization: `Bearer ${app.ann.browser.accessToken}` }
  const before = (await app.keysAt(0)).keys.map(({ kid }) => kid)
  await app.rotate(true)
  await app.follow()
  const after = (await app.keysAt(1)).keys.map(({ kid }) => kid)
  expect(after.filter(kid => before.includes(kid))).toEqual([])
  for (const node of app.nodes) expect((await node.browser().get('/users/me', { headers: old })).status).toBe(401)
  const hinted = await app.request({ scope: 'openid', prompt: 'none', id_token_hint: tokens.id_token ?? '' })
  expect((await app.journey(app.ann.browser, hinted.url)).url.searchParams.get('error')).toBe('invalid_request')
  // Opaque tokens are signed by nobody; people and applications go on.
  expect((await app.ann.browser.post('/sessions/refresh')).status).toBe(200)
  const next = await oidc.refreshTokenGrant(app.clients[1] ?? app.client, tokens.refresh_token ?? '')
  expect(after).toContain(decodeProtectedHeader(next.id_token ?? '').kid)
})
