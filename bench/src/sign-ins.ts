import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { addPeople, signIn } from './people.ts'
import { dataFolder, startApi } from './api-process.ts'
import { figure, median, type Result } from './result.ts'

const cost = 12
const seconds = 8
const rounds = 3
const people = 200

/** bcryptjs alone, on every core: how many hashes it compares in a second, whatever surrounds it. */
async function bcryptAlone() {
  const counts = await Promise.all(Array.from({ length: availableParallelism() }, () => new Promise<number>((resolve, reject) => {
    new Worker(new URL('./bcrypt-worker.mjs', import.meta.url), { workerData: { cost, seconds } }).once('message', resolve).once('error', reject)
  })))
  return counts.reduce((sum, count) => sum + count, 0) / seconds
}

async function signInsPerSecond(url: string) {
  const until = Date.now() + seconds * 1000
  let next = 0
  let done = 0
  const client = async () => {
    while (Date.now() < until) {
      const { status } = await signIn(url, next++ % people)
      if (status !== 200) throw new Error(`a sign-in was answered ${status}`)
      done++
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: availableParallelism() * 4 }, client))
  return done / ((performance.now() - begun) / 1000)
}

/** Sign-ins against the passwords alone. Also says how many sign-ins a second are possible here. */
export async function measureSignIns(): Promise<{ result: Result, possible: number }> {
  const folder = dataFolder()
  const first = await startApi(folder)
  await first.stop()
  await addPeople(folder, people, cost)
  const api = await startApi(folder)
  await Promise.all(Array.from({ length: 4 }, (_, index) => signIn(api.url, index)))
  const pairs = []
  for (let round = 0; round < rounds; round++) pairs.push({ alone: await bcryptAlone(), ours: await signInsPerSecond(api.url) })
  await api.stop()

  const ratio = median(pairs.map(({ alone, ours }) => ours / alone))
  const possible = median(pairs.map(({ ours }) => ours))
  return {
    possible,
    result: {
      name: 'Sign-ins per second', measured: `${figure(possible)} at bcrypt cost ${cost}`, against: `${figure(median(pairs.map(({ alone }) => alone)))} comparisons by bcryptjs alone on ${availableParallelism()} cores`,
      ratio, aim: '0.9 or more', met: ratio >= 0.9,
    },
  }
}
