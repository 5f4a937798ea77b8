import Sqlite from 'better-sqlite3'
import { createHasher } from '../../apps/api/src/passwords/hasher.ts'
import { origin } from './api-process.ts'

export const password = 'copper lantern orbit'

/** Writes accounts straight into the database: registering them would take longer than the benchmark. */
export async function addPeople(folder: string, count: number, cost: number) {
  const hasher = createHasher({ cost, threads: 1, waitSeconds: 60 })
  const hash = await hasher.hash(password, { network: 'bench' })
  await hasher.close()
  const database = new Sqlite(`${folder}/gatehouse.db`)
  const insert = database.prepare(`insert into users (id, username, username_key, username_skeleton, email, email_key, email_verified_at, display_name, locale, password_hash, created_at, updated_at)
    values (:id, :id, :id, :id, :email, :email, 0, :id, 'en', :hash, 0, 0)`)
  database.transaction(() => {
    for (let index = 0; index < count; index++) insert.run({ id: `person-${index}`, email: `person-${index}@example.com`, hash })
  })()
  database.close()
}

export interface SignedIn { status: number, accessToken: string, cookies: Map<string, string> }

/** Signs a person in, as a browser would. */
export async function signIn(url: string, index: number): Promise<SignedIn> {
  const answer = await fetch(`${url}/users/authorizations`, {
    method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: JSON.stringify({ username: `person-${index}`, password }),
  })
  const cookies = new Map(answer.headers.getSetCookie().map((cookie): [string, string] => {
    const [name = '', value = ''] = cookie.split(';')[0]?.split('=') ?? []
    return [name, value]
  }))
  const accessToken = /"accessToken":"([^"]+)"/.exec(await answer.text())?.[1] ?? ''
  return { status: answer.status, accessToken, cookies }
}
