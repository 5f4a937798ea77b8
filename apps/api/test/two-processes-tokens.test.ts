import { randomBytes } from 'node:crypto'
import * as oidc from 'openid-client'
import { expect, onTestFinished, test } from 'vitest'
import { freshDatabase } from './database.ts'
import { startNode } from './node-process.ts'
import { relyingParty } from './relying-party.ts'

test('of twenty who redeem one code at two processes at once, one is given tokens; of twenty who exchange one refresh token, all get the same successor', async () => {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const secret = randomBytes(32)
  const app = await relyingParty({ database, secret }, { clientType: 'public' })
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
  for (let round = 0; round < 10; round++) {
    const { url, checks } = await app.request()
    const { url: landed } = await app.journey(ann.browser, url)
    codes.push(await atOnce(client => oidc.authorizationCodeGrant(client, landed, checks)))
    const { tokens } = await app.signIn(ann.browser)
    const successors = new Set<string | undefined>()
    const outcomes = await atOnce(async (client) => {
      const answer = await oidc.refreshTokenGrant(client, tokens.refresh_token ?? '')
      successors.add(answer.refresh_token)
      return answer
    })
    refreshes.push([outcomes, successors.size])
  }
  const once = [...Array.from({ length: 19 }, () => 'invalid_grant'), 'tokens']
  expect(codes).toEqual(codes.map(() => once))
  expect(refreshes).toEqual(refreshes.map(() => [Array<string>(20).fill('tokens'), 1]))
})
