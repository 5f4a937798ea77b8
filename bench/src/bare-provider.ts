// A bare oidc-provider on Node's own server: our configuration, keys and, unless it is to be the library's memory, our adapter over our
// database. It also makes what the benchmark needs to have in hand: codes and tokens, as if somebody had just signed in.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import Provider, { interactionPolicy } from 'oidc-provider'
import { z } from 'zod'
import { openSqlite } from '../../apps/api/src/db/sqlite.ts'
import { sqlitePath } from '../../apps/api/src/db/places.ts'
import { createAdapter } from '../../apps/api/src/features/authorization-server/adapter.ts'
import { createFindAccount } from '../../apps/api/src/features/authorization-server/claims.ts'
import { compareHashedSecrets, createFindClient } from '../../apps/api/src/features/authorization-server/clients.ts'
import { configurationOf } from '../../apps/api/src/features/authorization-server/configuration.ts'
import { createPages } from '../../apps/api/src/features/authorization-server/pages.ts'
import { createPermissions } from '../../apps/api/src/features/permissions/permissions.ts'
import { createStore } from '../../apps/api/src/features/store.ts'
import { makeKeyPair } from '../../apps/api/src/keys/key-pairs.ts'
import { secretBeside } from '../../apps/api/src/keys/secret-file.ts'
import { loadSigningKeys } from '../../apps/api/src/keys/signing-keys.ts'
import { systemClock as clock } from '../../apps/api/src/lib/clock.ts'
import { createKeyring } from '../../apps/api/src/lib/keyring.ts'
import { noProviders } from '../../apps/api/test/fake-providers.ts'
import { readSettings } from '../../packages/settings/src/index.ts'
import { callback, scope, verifier } from './signed-in-program.ts'

const { PORT, DATABASE_URL, ADAPTER, ACCOUNT_ID, SESSION_ID, CLIENT_ID } = z.object({
  PORT: z.string(), DATABASE_URL: z.string(), ADAPTER: z.enum(['ours', 'memory']), ACCOUNT_ID: z.string(), SESSION_ID: z.string(), CLIENT_ID: z.string(),
}).parse(process.env)

// Before the database: beside one that is there, no new secret is made.
const secret = secretBeside(sqlitePath(DATABASE_URL))
const database = openSqlite(sqlitePath(DATABASE_URL))
const store = createStore(database)
const log = { info: () => undefined, warn: console.warn, error: console.error }
const keyring = createKeyring([secret])
const keys = await loadSigningKeys({ store, keyring, clock, makeKeyPair, log })
const findClient = createFindClient(store, { legacyGrants: false })
const apiUrl = `http://localhost:${PORT}`

const { adapter, findAccount, ...configuration } = configurationOf({
  settings: readSettings({}), apiUrl, keys, cookieKeys: keyring.keysFor('authorization-cookies'), pages: createPages(apiUrl), outgoing: fetch,
  adapter: createAdapter({ store, clock, findClient, onSessionEnd: async () => undefined }),
  findAccount: createFindAccount({ store, permissionsOf: createPermissions({ store, providers: noProviders }).permissionsOf }),
  loadGrant: async () => undefined,
  // Without a check it asks nobody: whoever is signed in here has accepted the terms.
  termsPrompt: new interactionPolicy.Prompt({ name: 'terms' }),
})
const client = await findClient(CLIENT_ID)
if (!client) throw new Error('the program is not there')
const claimsOf = (sub: string) => ({ sub, name: sub, name_cn: sub, preferred_username: sub, locale: 'en', updated_at: 0, email: `${sub}@example.com`, email_verified: true })
// In memory everything is: the program and the person as well.
const provider = new Provider(apiUrl, ADAPTER === 'ours'
  ? { ...configuration, ...(adapter && { adapter }), ...(findAccount && { findAccount }) }
  : { ...configuration, clients: [{ ...client, client_id: CLIENT_ID }], findAccount: async (_ctx, accountId) => ({ accountId, claims: async () => claimsOf(accountId) }) })
compareHashedSecrets(provider)

/** A browser that somebody is signed in with, and what they allowed the program. */
async function signIn() {
  const grant = new provider.Grant({ accountId: ACCOUNT_ID, clientId: CLIENT_ID })
  grant.addOIDCScope(scope)
  const grantId = await grant.save()
  const session = new provider.Session()
  session.loginAccount({ accountId: ACCOUNT_ID, loginTs: Math.floor(Date.now() / 1000) })
  session.ensureClientContainer(CLIENT_ID)
  session.grantIdFor(CLIENT_ID, grantId)
  session.sidFor(CLIENT_ID, 'sid')
  if (ADAPTER === 'ours') await store.authorization.link(session.uid, SESSION_ID)
  await session.save(86_400)
  const program = await provider.Client.find(CLIENT_ID)
  if (!program) throw new Error('the program is not there')
  return { client: program, accountId: ACCOUNT_ID, grantId, scope, sid: 'sid', sessionUid: session.uid, expiresWithSession: true, authTime: session.authTime(), gty: 'authorization_code' }
}
type SignedIn = Awaited<ReturnType<typeof signIn>>

const make = {
  code: (base: SignedIn) => new provider.AuthorizationCode({ ...base, redirectUri: callback, codeChallenge: createHash('sha256').update(verifier).digest('base64url'), codeChallengeMethod: 'S256', nonce: 'nonce' }).save(),
  refreshToken: (base: SignedIn) => new provider.RefreshToken({ ...base, expiresIn: 86_400, rotations: 0 }).save(),
  accessToken: (base: SignedIn) => new provider.AccessToken({ ...base, expiresIn: 86_400 }).save(),
}
const Order = z.object({ what: z.enum(['code', 'refreshToken', 'accessToken']), count: z.number() })
process.on('message', async (message) => {
  const { what, count } = Order.parse(message)
  // Somebody new each time: the library's memory forgets all but the last thousand things.
  const base = await signIn()
  process.send?.(await Promise.all(Array.from({ length: count }, () => make[what](base))))
})

createServer(provider.callback()).listen(Number(PORT), 'localhost', () => process.send?.('listening'))
