import { and, asc, desc, eq, gt, inArray, lt, ne, sql } from 'drizzle-orm'
import type { Database, Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'
import { storedGramsOf, type Searched } from '../../lib/search-grams.ts'

type Person = Searched & { id: string }

/** Before everybody who came: places count up. */
const beforeAll = 2 ** 31 - 1

/** By which parts people are found. */
export function userSearchQueries(db: Executor, { users, userSearch }: Tables, dialect: Database['dialect']) {
  const { place } = userSearch
  const rowOf = (person: Person) => ({ userId: person.id, grams: storedGramsOf(person) })

  /** The places of those who have all of these grams, the latest first, along the index. */
  function placesOf(grams: readonly string[], after: number, limit: number) {
    if (dialect === 'postgres') {
      return db.select({ place }).from(userSearch)
        .where(and(sql`string_to_array(${userSearch.grams}, ' ') @> string_to_array(${grams.join(' ')}, ' ')`, lt(place, after))).orderBy(desc(place)).limit(limit)
    }
    const [index, row] = [sql`user_search_index`, sql<number>`rowid`]
    const all = grams.map(gram => `"${gram}"`).join(' ')
    return db.select({ place: row }).from(index).where(sql`${index} match ${all} and ${row} < ${after}`).orderBy(sql`${row} desc`).limit(limit)
  }

  return {
    /** Makes somebody found by what they are called now. */
    async write(person: Person) {
      const row = rowOf(person)
      await db.insert(userSearch).values(row)
        .onConflictDoUpdate({ target: userSearch.userId, set: { grams: row.grams }, setWhere: ne(userSearch.grams, row.grams) })
    },

    /** Up to `limit` people who have all of these grams (at least one), the latest first, from below the place `after`. */
    async find(grams: readonly string[], after: number | null, limit: number) {
      const places = await placesOf(grams, after ?? beforeAll, limit)
      if (places.length === 0) return []
      const rows = await db.select({ place, user: users }).from(userSearch).innerJoin(users, eq(users.id, userSearch.userId))
        .where(inArray(place, places.map(found => found.place)))
      return rows.sort((a, b) => b.place - a.place)
    },

    /** The next `limit` people behind the id `after`, and whether each can be found. */
    listAfter: (after: string, limit: number) =>
      db.select({ id: users.id, usernameKey: users.usernameKey, emailKey: users.emailKey, displayNameKey: users.displayNameKey, place }).from(users)
        .leftJoin(userSearch, eq(userSearch.userId, users.id)).where(gt(users.id, after)).orderBy(asc(users.id)).limit(limit),

    /** Makes people found who are not. Rejects when one of them is gone. */
    async add(people: readonly Person[]) {
      if (people.length > 0) await db.insert(userSearch).values(people.map(rowOf)).onConflictDoNothing()
    },
  }
}
