import { randomBytes } from 'node:crypto'
import * as oidc from 'openid-client'
import { expect, onTestFinished, test } from 'vitest'
import { freshDatabase } from './database.ts'
import { startNode } from './node-process.ts'
import { relyingParty } from './relying-party.ts'

test('of twenty who redeem one code or refresh token at two processes at once, one is given tokens', async () => {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const secret = randomBytes(32)
  const app = await relyingParty({ database, secret })
  const ann = await app.register('ann-lee')
  const nodes = await Promise.all([startNode({ databaseUrl: database.url, secret }), startNode({ databaseUrl: database.url, secret })])
  const clients = await Promise.all(Array.from({ length: 20 }, async (_, index) => {
    const client = await app.clientOf(app.registered)
    const address = nodes[index % 2]?.address ?? ''
    client[oidc.customFetch] = (url, { method, headers, body }) => fetch(url.replace('http://localhost:3000', address), { method, headers, body: body ?? null })
    return client
  }))
  const atOnce = async (redeem: (client: oidc.Configuration) => Promise<{ refresh_token?: string }>) => {
    const outcomes = await Promise.all(clients.map(client => redeem(client).then(() => 'tokens', (error: unknown) => error instanceof oidc.ResponseBodyError ? error.error : String(error))))
    return outcomes.sort()
  }

  const codes: unknown[] = []
  const refreshes: unknown[] = []
  for (let round = 0; round < 20; round++) {
    const { url, checks } = await app.request()
    const { url: landed } = await app.journey(ann.browser, url)
    codes.push(await atOnce(client => oidc.authorizationCodeGrant(client, landed, checks)))
    const { tokens } = await app.signIn(ann.browser)
    refreshes.push(await atOnce(client => oidc.refreshTokenGrant(client, tokens.refresh_token ?? '')))
  }
  const once = [...Array.from({ length: 19 }, () => 'invalid_grant'), 'tokens']
  expect(codes).toEqual(codes.map(() => once))
  expect(refreshes).toEqual(refreshes.map(() => once))
})
