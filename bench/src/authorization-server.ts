import { z } from 'zod'
import { dataFolder, origin, startApi } from './api-process.ts'
import { requestsPerSecond, type Ask } from './load.ts'
import { addPeople, signIn } from './people.ts'
import { startBareProvider, type BareProvider } from './provider-process.ts'
import { figure, median, type Result } from './result.ts'
import { callback, verifier } from './signed-in-program.ts'

const rounds = 5
/** Of one measurement; as long as it takes to get through what was prepared. */
const seconds = 2
/** The library's memory holds a thousand things. */
const codesAtOnce = 320
const connections = 16

const Registered = z.object({ clientId: z.string(), clientSecret: z.string() })
const Tokens = z.object({ refresh_token: z.string() })
const sidOf = (accessToken: string) => z.object({ sid: z.string() }).parse(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())).sid

/** A server that is measured, and who makes codes and tokens that are good there. */
interface Measured { url: string, make: BareProvider['make'] }

async function register(url: string, accessToken: string) {
  const answer = await fetch(`${url}/o/applications`, {
    method: 'POST', headers: { origin, 'content-type': 'application/json', 'authorization': `Bearer ${accessToken}` },
    body: JSON.stringify({ name: 'Bench', clientType: 'confidential', grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'], redirectUris: [callback] }),
  })
  return Registered.parse(await answer.json())
}

/** What is asked of each server, by what the ask is called; each answers how many a second. */
function tasksOf(headers: Record<string, string>) {
  const refreshTokens = new Map<string, string[]>()
  const token = (form: Record<string, string>): Ask => ({ path: '/o/token', headers, form })

  return {
    'Client-credentials tokens': async ({ url }: Measured, count: number) => requestsPerSecond(url, count, () => token({ grant_type: 'client_credentials' })),

    'Code exchanges': async ({ url, make }: Measured, count: number) => {
      const sum = { count: 0, seconds: 0 }
      while (sum.count < count) {
        const codes = await make('code', codesAtOnce)
        const part = await requestsPerSecond(url, codesAtOnce, () => token({ grant_type: 'authorization_code', code: codes.pop() ?? '', redirect_uri: callback, code_verifier: verifier }))
        sum.count += part.count
        sum.seconds += part.seconds
      }
      return sum
    },

    'Token refreshes': async ({ url, make }: Measured, count: number) => {
      const held = refreshTokens.get(url) ?? await make('refreshToken', connections)
      refreshTokens.set(url, held)
      return requestsPerSecond(url, count, () => token({ grant_type: 'refresh_token', refresh_token: held.pop() ?? '' }), body => held.push(Tokens.parse(JSON.parse(body)).refresh_token))
    },

    'Introspections': async ({ url, make }: Measured, count: number) => {
      const [value = ''] = await make('accessToken', 1)
      return requestsPerSecond(url, count, () => ({ path: '/o/introspect', headers, form: { token: value } }), refuseInactive)
    },

    'Answers of userinfo': async ({ url, make }: Measured, count: number) => {
      const [value = ''] = await make('accessToken', 1)
      return requestsPerSecond(url, count, () => ({ path: '/o/userinfo', headers: { authorization: `Bearer ${value}` } }))
    },
  }
}

function refuseInactive(body: string) {
  if (!body.includes('"active":true')) throw new Error(`a token is not active: ${body}`)
}

/** The authorization server as it is mounted, against the library alone over the same adapter and database, and against the library in memory. */
export async function measureAuthorizationServer(): Promise<Result[]> {
  const folder = dataFolder()
  await (await startApi(folder)).stop()
  await addPeople(folder, 1, 10)
  const api = await startApi(folder, { BCRYPT_COST: '10' })
  const { accessToken } = await signIn(api.url, 0)
  const { clientId, clientSecret } = await register(api.url, accessToken)
  const settings = { DATABASE_URL: `file:${folder}/gatehouse.db`, ACCOUNT_ID: 'person-0', SESSION_ID: sidOf(accessToken), CLIENT_ID: clientId }
  const bare = await startBareProvider({ ...settings, ADAPTER: 'ours' })
  const memory = await startBareProvider({ ...settings, ADAPTER: 'memory' })
  const servers = { memory, bare, mounted: { url: api.url, make: bare.make } }

  const results: Result[] = []
  for (const [name, task] of Object.entries(tasksOf({ authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` }))) {
    const rate = async (server: Measured, count: number) => {
      const done = await task(server, count)
      return done.count / done.seconds
    }
    // Once to warm up, once to know how many make two seconds.
    const counts = new Map<Measured, number>()
    for (const server of Object.values(servers)) {
      await rate(server, codesAtOnce)
      counts.set(server, Math.ceil(await rate(server, codesAtOnce) * seconds))
    }
    const figures = []
    for (let round = 0; round < rounds; round++) {
      const of = (server: Measured) => rate(server, counts.get(server) ?? 0)
      // Whoever comes second comes first in the next round.
      const pair = round % 2 === 0 ? { bare: await of(servers.bare), mounted: await of(servers.mounted) } : { mounted: await of(servers.mounted), bare: await of(servers.bare) }
      figures.push({ ...pair, memory: await of(servers.memory) })
    }
    const ratio = median(figures.map(({ mounted, bare: alone }) => mounted / alone))
    const toMemory = median(figures.map(({ mounted, memory: inMemory }) => mounted / inMemory))
    results.push({
      name: `${name} per second`, measured: figure(median(figures.map(({ mounted }) => mounted))),
      against: `${figure(median(figures.map(pair => pair.bare)))} by bare oidc-provider, same adapter, database and keys; `
        + `${figure(median(figures.map(pair => pair.memory)))} by the same in memory (ratio ${figure(toMemory)})`,
      ratio, aim: '0.9 or more', met: ratio >= 0.9,
    })
  }
  await api.stop()
  bare.stop()
  memory.stop()
  return results
}
