import type { UserSummary } from '@gatehouse/contracts/console'
import { z } from 'zod'
import { defaultLimit, pageOf, type Cursors } from '../../lib/cursors.ts'
import { displayNameKey } from '../../lib/display-name.ts'
import { foldUsername } from '../../lib/username.ts'
import type { Dependencies } from '../dependencies.ts'
import type { UserRow } from '../users/users.ts'
import { searchedKeys, type SearchedKey } from './user-queries.ts'

/** Rows looked at for one page: a page is rather left short than the database kept busy. */
const most = 2000
const batch = 100

const Newest = z.string()
/** Where a search goes on: among which key, behind which one. */
const Place = z.object({ by: z.enum(searchedKeys), after: z.object({ key: z.string(), id: z.string() }).nullable() })
type Place = z.output<typeof Place>

interface Query { search?: string | undefined, cursor?: string | undefined, limit?: number | undefined }

/**
 * Finds accounts, among millions: by whole id, then by the beginning of username, address and display name. Each is a walk along one
 * index from where the last page ended; whoever was found by an earlier key is left out of the later ones.
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
    const matches = (user: UserRow, by: SearchedKey) => prefixes[by] !== '' && (user[by]?.startsWith(prefixes[by]) ?? false)
    const isFoundBefore = (user: UserRow, by: SearchedKey) =>
      user.id === term.toLowerCase() || searchedKeys.slice(0, searchedKeys.indexOf(by)).some(earlier => matches(user, earlier))

    const read = cursors.read(listed, Place, cursor)
    const exact = read ? null : await store.users.findById(term.toLowerCase())
    const found = exact ? [exact] : []
    let place: Place | null = read ?? { by: searchedKeys[0], after: null }
    let looked = 0
    while (place && found.length < limit && looked < most) {
      const { by, after }: Place = place
      const rows: UserRow[] = prefixes[by] === '' ? [] : await store.adminUsers.listByPrefix(by, prefixes[by], after, batch)
      looked += rows.length
      place = rows.length < batch ? next(by) : placeOf(by, rows.at(-1))
      for (const row of rows) {
        if (isFoundBefore(row, by)) continue
        if (found.push(row) < limit) continue
        place = row === rows.at(-1) ? place : placeOf(by, row)
        break
      }
    }
    return { users: found.map(toSummary), nextCursor: place && cursors.write(listed, place) }
  }

  return ({ search, ...query }: Query) => search ? find(search, query) : newest(query)
}
export type UserSearch = ReturnType<typeof createUserSearch>

const placeOf = (by: SearchedKey, row: UserRow | undefined): Place => ({ by, after: row ? { key: row[by] ?? '', id: row.id } : null })

function next(by: SearchedKey): Place | null {
  const following = searchedKeys[searchedKeys.indexOf(by) + 1]
  return following ? { by: following, after: null } : null
}

export const toSummary = ({ id, username, displayName, email, isSuperuser, disabledAt, createdAt }: UserRow): UserSummary =>
  ({ id, username, displayName, email, isSuperuser, disabled: disabledAt !== null, createdAt })
