import type { Bulk } from './bulk.ts'
import { inventApplications, inventPerson, type Tables } from './people.ts'

/** People in one transaction. */
const batch = 1000

interface Order {
  people: number
  seed: number
  /** The number of the first one. */
  first: number
  now: Date
  passwordHash: string | null
}

/** Fills a database with people, the earliest first. */
export async function fill(bulk: Bulk, { people, first, ...origin }: Order, progress: (done: number) => void = () => undefined) {
  const applications = first === 0 ? inventApplications(Math.max(5, Math.ceil(people / 2000)), origin) : []
  await bulk.write({ applications })
  for (let done = 0; done < people;) {
    const until = Math.min(people, done + batch)
    const tables: Tables = {}
    for (; done < until; done++) {
      for (const [table, rows] of Object.entries(inventPerson(first + done, done / people, applications, origin))) (tables[table] ??= []).push(...rows)
    }
    await bulk.write(tables)
    progress(done)
  }
}
