import type { UserSummary } from '@gatehouse/contracts/console'
import { z } from 'zod'
import { defaultLimit, pageOf, type Cursors } from '../../lib/cursors.ts'
import { displayNameKey } from '../../lib/display-name.ts'
import { gramsOf } from '../../lib/search-grams.ts'
import { foldUsername } from '../../lib/username.ts'
import type { Dependencies } from '../dependencies.ts'
import type { UserRow } from '../users/users.ts'
import { searchedKeys, type SearchedKey } from './user-queries.ts'

/** In which order people are looked for: by the beginnings of each key, then by parts of any. */
const ways = [...searchedKeys, 'parts'] as const
type Way = typeof ways[number]

/** Rows looked at for one page: a page is rather left short than the database kept busy. */
const most = 2000
const batch: Record<Way, number> = { usernameKey: 100, emailKey: 100, displayNameKey: 100, parts: 500 }

const Newest = z.string()
/** Where a search goes on: in which way, behind which key or place. */
const Place = z.object({ by: z.enum(ways), after: z.object({ key: z.string(), id: z.string() }).nullable() })
type Place = z.output<typeof Place>

interface Query { search?: string | undefined, cursor?: string | undefined, limit?: number | undefined }

/**
 * Finds accounts, among millions: by whole id, then by the beginning of username, address and display name, then by any part of them. Each
 * is a walk along one index from where the last page ended; whoever was found in an earlier way is left out of the later ones.
 */
export function createUserSearch({ store: { reading: store }, cursors }: Pick<Dependencies, 'store'> & { cursors: Cursors }) {
  const list = 'users'

  async function newest({ cursor, limit = defaultLimit }: Query) {
    const listed = { list, filters: {} }
    const rows = await store.adminUsers.listNewest(cursors.read(listed, Newest, cursor), limit + 1)
    const { page, nextCursor } = pageOf(rows, limit, ({ id }) => cursors.write(listed, id))
    return { users: page.map(toSummary), nextCursor }
  }

  /** How the key of this kind begins for whoever is meant. */
  const prefixesOf = (term: string): Record<SearchedKey, string> =>
    ({ usernameKey: foldUsername(term).key, emailKey: displayNameKey(term), displayNameKey: displayNameKey(term) })

  async function find(term: string, { cursor, limit = defaultLimit }: Query) {
    const listed = { list, filters: { search: term } }
    const prefixes = prefixesOf(term)
    const part = displayNameKey(term)
    const grams = gramsOf(term)
    const begins = (user: UserRow, by: SearchedKey) => prefixes[by] !== '' && (user[by]?.startsWith(prefixes[by]) ?? false)
    const isMeant = (user: UserRow, by: Way) => by !== 'parts' || searchedKeys.some(key => user[key]?.includes(part))
    const isFoundBefore = (user: UserRow, by: Way) =>
      user.id === term.toLowerCase() || searchedKeys.slice(0, ways.indexOf(by)).some(earlier => begins(user, earlier))

    async function look({ by, after }: Place): Promise<{ row: UserRow, place: Place }[]> {
      if (by === 'parts') {
        const found = grams.length === 0 ? [] : await store.userSearch.find(grams, after && Number(after.key), batch[by])
        return found.map(({ place, user }) => ({ row: user, place: { by, after: { key: String(place), id: '' } } }))
      }
      const rows = prefixes[by] === '' ? [] : await store.adminUsers.listByPrefix(by, prefixes[by], after, batch[by])
      return rows.map(row => ({ row, place: { by, after: { key: row[by] ?? '', id: row.id } } }))
    }

    const read = cursors.read(listed, Place, cursor)
    const exact = read ? null : await store.users.findById(term.toLowerCase())
    const found = exact ? [exact] : []
    let place: Place | null = read ?? { by: ways[0], after: null }
    let looked = 0
    while (place && found.length < limit && looked < most) {
      const { by }: Place = place
      const rows: Awaited<ReturnType<typeof look>> = await look(place)
      looked += rows.length
      place = rows.length < batch[by] ? next(by) : rows.at(-1)?.place ?? null
      for (const { row, place: here } of rows) {
        if (!isMeant(row, by) || isFoundBefore(row, by)) continue
        if (found.push(row) < limit) continue
        place = row === rows.at(-1)?.row ? place : here
        break
      }
    }
    return { users: found.map(toSummary), nextCursor: place && cursors.write(listed, place) }
  }

  return ({ search, ...query }: Query) => search ? find(search, query) : newest(query)
}
export type UserSearch = ReturnType<typeof createUserSearch>

function next(by: Way): Place | null {
  const following = ways[ways.indexOf(by) + 1]
  return following ? { by: following, after: null } : null
}

export const toSummary = ({ id, username, displayName, email, isSuperuser, disabledAt, createdAt }: UserRow): UserSummary =>
  ({ id, username, displayName, email, isSuperuser, disabled: disabledAt !== null, createdAt })
