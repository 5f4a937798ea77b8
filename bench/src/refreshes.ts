import Sqlite from 'better-sqlite3'
import { dataFolder, origin, startApi } from './api-process.ts'
import { addPeople, signIn, type SignedIn } from './people.ts'
import { figure, median, type Result } from './result.ts'

const seconds = 4
const rounds = 5
const browsers = 8

/** Bare durable commits: one row each, on the same kind of disk, with nothing around them. */
function commitsPerSecond(folder: string) {
  const database = new Sqlite(`${folder}/bare.db`)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('create table if not exists rows (id integer primary key, text text)')
  const insert = database.prepare('insert into rows (text) values (?)')
  const until = performance.now() + seconds * 1000
  let count = 0
  while (performance.now() < until) {
    insert.run('x'.repeat(200))
    count++
  }
  database.close()
  return count / seconds
}

async function refreshesPerSecond(url: string, sessions: SignedIn[]) {
  const until = performance.now() + seconds * 1000
  let count = 0
  await Promise.all(sessions.map(async ({ cookies }) => {
    while (performance.now() < until) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await fetch(`${url}/sessions/refresh`, { method: 'POST', headers: { origin, cookie, 'content-type': 'application/json' }, body: '{}' })
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`a refresh was answered ${answer.status}`)
      for (const set of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = set.split(';')[0]?.split('=') ?? []
        cookies.set(name, value)
      }
      count++
    }
  }))
  return count / seconds
}

/** Refreshes against the commits that each of them needs: one. */
export async function measureRefreshes(): Promise<Result> {
  const folder = dataFolder()
  await (await startApi(folder)).stop()
  await addPeople(folder, browsers, 10)
  const api = await startApi(folder, { BCRYPT_COST: '10' })
  const sessions = await Promise.all(Array.from({ length: browsers }, (_, index) => signIn(api.url, index)))
  await refreshesPerSecond(api.url, sessions)
  const pairs = []
  for (let round = 0; round < rounds; round++) pairs.push({ commits: commitsPerSecond(folder), refreshes: await refreshesPerSecond(api.url, sessions) })
  await api.stop()

  const ratio = median(pairs.map(({ refreshes, commits }) => refreshes / commits))
  return {
    name: 'Refreshes per second', measured: figure(median(pairs.map(({ refreshes }) => refreshes))), against: `${figure(median(pairs.map(({ commits }) => commits)))} bare durable SQLite commits (WAL, synchronous=FULL)`,
    ratio, aim: 'printed for comparison', met: true,
  }
}
