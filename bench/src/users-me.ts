import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { freePort } from '../../scripts/ports.mjs'
import { dataFolder, startApi } from './api-process.ts'
import { addPeople, signIn } from './people.ts'
import { figure, median, type Result } from './result.ts'

const seconds = 5
const rounds = 5

async function startBare() {
  const port = await freePort()
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./bare-server.ts', import.meta.url))], { env: { ...process.env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] })
  const token = await new Promise<string>(resolve => createInterface({ input: child.stdout }).once('line', resolve))
  return { url: `http://localhost:${port}`, token, stop: () => child.kill('SIGTERM') }
}

async function requestsPerSecond(url: string, token: string) {
  const result = await autocannon({ url: `${url}/users/me`, connections: 10, duration: seconds, headers: { authorization: `Bearer ${token}` } })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refusals and ${result.errors} errors`)
  return result.requests.average
}

/** `GET /users/me` against the least that could answer it. */
export async function measureUsersMe(): Promise<Result> {
  const folder = dataFolder()
  await (await startApi(folder)).stop()
  await addPeople(folder, 1, 10)
  const api = await startApi(folder, { BCRYPT_COST: '10' })
  const bare = await startBare()
  const { accessToken } = await signIn(api.url, 0)
  await requestsPerSecond(api.url, accessToken)
  const pairs = []
  for (let round = 0; round < rounds; round++) pairs.push({ bare: await requestsPerSecond(bare.url, bare.token), ours: await requestsPerSecond(api.url, accessToken) })
  await api.stop()
  bare.stop()

  const ratio = median(pairs.map(pair => pair.ours / pair.bare))
  return {
    name: '`GET /users/me` per second', measured: figure(median(pairs.map(({ ours }) => ours))), against: `${figure(median(pairs.map(pair => pair.bare)))} by bare Fastify with @fastify/jwt, same key type, no cache either`,
    ratio, aim: '0.7 or more', met: ratio >= 0.7,
  }
}
