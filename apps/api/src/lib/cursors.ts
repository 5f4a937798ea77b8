import type { z } from 'zod'
import type { Keyring } from './keyring.ts'
import { refuseField } from './refusal.ts'

/** What a cursor is good for: one list, narrowed in one way. */
export interface Listed {
  list: string
  filters: Record<string, string | number | boolean | Date | null | undefined>
}

/**
 * Where a page begins, in a text that clients can only hand back. Signed together with the list and its filters, so that a cursor
 * leads nowhere but on in what it came from.
 */
export function createCursors(keyring: Keyring) {
  const bound = ({ list, filters }: Listed, position: string) => {
    const narrowed = Object.entries(filters).filter(([, value]) => value !== undefined).sort(([a], [b]) => a < b ? -1 : 1)
    return JSON.stringify([list, narrowed, position])
  }

  return {
    write(listed: Listed, position: unknown) {
      const text = Buffer.from(JSON.stringify(position)).toString('base64url')
      return `${text}.${keyring.mac('cursor', bound(listed, text))}`
    },

    /**
     * `null` for the first page.
     *
     * @throws Refusal of the field `cursor`: not made here, for another list, or for other filters.
     */
    read<S extends z.ZodType>(listed: Listed, schema: S, cursor: string | undefined): z.output<S> | null {
      if (cursor === undefined) return null
      const [position = '', mac = ''] = cursor.split('.')
      if (!keyring.verifyMac('cursor', bound(listed, position), mac)) throw refuseField('cursor', 'invalid')
      const read = schema.safeParse(JSON.parse(Buffer.from(position, 'base64url').toString('utf8')))
      if (!read.success) throw refuseField('cursor', 'invalid')
      return read.data
    },
  }
}
export type Cursors = ReturnType<typeof createCursors>

/** Rows on a page unless the client says otherwise. */
export const defaultLimit = 25

/** Splits what was read, one row more than fits, into the page and the cursor of the next. */
export function pageOf<Row>(rows: readonly Row[], limit: number, cursorAfter: (last: Row) => string) {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, nextCursor: rows.length > limit && last !== undefined ? cursorAfter(last) : null }
}
