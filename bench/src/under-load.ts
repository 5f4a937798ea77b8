import { setTimeout as sleep } from 'node:timers/promises'
import { dataFolder, startApi } from './api-process.ts'
import { addPeople, signIn } from './people.ts'
import { figure, type Result } from './result.ts'

const cost = 12
const seconds = 20
const people = 500
/** Requests a second: enough to see a tail, too few to be a load of their own. */
const probes = 50

/** How long reading one's account takes while twice the possible sign-ins are offered, whether or not they are answered. */
export async function measureUnderLoad(possible: number): Promise<Result> {
  const folder = dataFolder()
  await (await startApi(folder)).stop()
  await addPeople(folder, people, cost)
  const api = await startApi(folder)
  const { accessToken } = await signIn(api.url, 0)

  const until = Date.now() + seconds * 1000
  const pending = new Set<Promise<unknown>>()
  let offered = 0
  const answered: Record<number, number> = {}
  const offer = async () => {
    while (Date.now() < until) {
      const attempt: Promise<unknown> = signIn(api.url, offered++ % people)
        .then(({ status }) => { answered[status] = (answered[status] ?? 0) + 1 }, () => undefined)
        .finally(() => pending.delete(attempt))
      pending.add(attempt)
      await sleep(1000 / (possible * 2))
    }
  }
  const times: number[] = []
  const probe = async () => {
    // The queue has to fill before there is anything to see.
    await sleep(3000)
    while (Date.now() < until) {
      const begun = performance.now()
      const answer = await fetch(`${api.url}/users/me`, { headers: { authorization: `Bearer ${accessToken}` } })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`a read was answered ${answer.status}`)
      times.push(performance.now() - begun)
      await sleep(Math.max(0, 1000 / probes - (performance.now() - begun)))
    }
  }
  await Promise.all([offer(), probe()])
  await Promise.all(pending)
  await api.stop()

  times.sort((a, b) => a - b)
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0
  return {
    name: 'p99 of `GET /users/me` under twice the possible sign-ins', measured: `${figure(p99)} ms (median ${figure(times[Math.floor(times.length / 2)] ?? 0)} ms)`,
    against: `${offered} sign-ins offered in ${seconds} s: ${Object.entries(answered).map(([status, count]) => `${count} answered ${status}`).join(', ')}`, ratio: null, aim: 'under 50 ms', met: p99 < 50,
  }
}
