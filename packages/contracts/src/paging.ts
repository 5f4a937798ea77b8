import * as z from 'zod/mini'

/** Where the next page begins; signed by the server, and good for the same filters only. */
const cursor = z.optional(z.string().check(z.maxLength(2000, { error: 'invalid' })))
/** Rows per page, 1 to 100; 25 unless said otherwise. */
const limit = z.optional(z.codec(z.string().check(z.regex(/^([1-9]\d?|100)$/, { error: 'invalid' })), z.int(), { decode: Number, encode: String }))

/** What every list that comes in pages can be asked with. */
export const paging = { cursor, limit }
/** `null` on the last page. */
export const nextCursor = z.nullable(z.string())
