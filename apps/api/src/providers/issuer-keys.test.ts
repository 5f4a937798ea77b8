import { expect, test } from 'vitest'
import { z } from 'zod'
import { createClock } from '../../test/clock.ts'
import { createIdTokens } from './id-token.ts'
import { accessToken, clientId, nonce, startIssuer } from './recorded/issuer.ts'
import { createSend } from './send.ts'

type Behaviour = NonNullable<Parameters<typeof startIssuer>[0]>

async function issuerWith(given: Behaviour = {}) {
  const clock = createClock()
  const { issuer, calls, behaviour } = await startIssuer(given, clock.now)
  const send = createSend({ deadline: 60_000, maxBytes: 1_048_576, mayConnect: () => true })
  const idTokens = createIdTokens({ clientId, issuers: [issuer], jwksUri: `${issuer}/keys`, algorithms: undefined, send, clock, deadline: 60_000 })
  const verify = async () => {
    const { id_token: token } = z.object({ id_token: z.string() }).parse(await (await fetch(`${issuer}/token`, { method: 'POST' })).json())
    return idTokens.verify(token, { nonce, accessToken })
  }
  return { verify, behaviour, clock, fetched: () => calls.filter(call => call === 'GET /keys').length }
}

test.each<[what: string, behaviour: Behaviour]>([
  ['without names', { key: { kid: undefined } }], ['without names, several', { key: { kid: undefined }, decoys: 2 }], ['of one name, several', { decoys: 2 }],
  ['of several, and a token that names none', { decoys: 2, header: { kid: '' } }], ['without names, and a token that names none', { key: { kid: undefined }, header: { kid: '' } }],
  ['beside what is none', { hasOddKeys: true }],
])('of keys %s all that fit are tried', async (_what, behaviour) => {
  const { verify, fetched } = await issuerWith(behaviour)
  await expect(verify()).resolves.toMatchObject({ name: 'Lan' })
  expect(fetched()).toBe(1)
})

test.each([[{}], [{ kid: undefined }]])('a new key under the name of the old is fetched when a signature fails (%j)', async (key) => {
  const { verify, behaviour, fetched } = await issuerWith({ key })
  await verify()
  behaviour.isRotated = true
  await expect(verify()).resolves.toMatchObject({ name: 'Lan' })
  await verify()
  expect(fetched()).toBe(2)
})

test('keys are not fetched for every bad signature, but every half a minute', async () => {
  const { verify, behaviour, clock, fetched } = await issuerWith()
  await verify()
  behaviour.signature = 'unpublished'
  for (let turn = 0; turn < 4; turn++) await expect(verify()).rejects.toMatchObject({ error: 'id_token.signature' })
  expect(fetched()).toBe(2)
  clock.advance(30)
  await expect(verify()).rejects.toMatchObject({ error: 'id_token.signature' })
  expect(fetched()).toBe(3)
})
