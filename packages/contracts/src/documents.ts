import * as z from 'zod/mini'
import { endpoint, get, put } from './endpoint.ts'
import { locale } from './fields.ts'
import { documentNames, User } from './user.ts'

/**
 * Elements that the text of a document is made of, by their names in HTML. Headings begin at `h2`: the page has its own. There is no other way
 * to write a document down, so none can bring a script along.
 */
export const documentTags = [
  'h2', 'h3', 'h4', 'p', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'hr', 'br', 'strong', 'em', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td',
] as const
export type DocumentTag = typeof documentTags[number]

/** The text as a row of tokens, each `open` with its `close`; `hr` and `br` are opened and closed at once. */
const token = z.union([
  z.object({ open: z.enum(documentTags), /** Of links: https, http, mailto, tel, or a path of these pages. */ href: z.optional(z.string()) }),
  z.object({ close: z.enum(documentTags) }),
  z.object({ text: z.string() }),
])
export type DocumentToken = z.output<typeof token>

export const Document = z.object({
  document: z.enum(documentNames),
  version: z.string(),
  /** Of the text; the one that was asked for, unless there is none in it. */
  locale,
  /** Where it is read, when not here: then `title` and `tokens` are empty. */
  url: z.nullable(z.string()),
  /** What the text calls itself; `null` when it does not say. */
  title: z.nullable(z.string()),
  tokens: z.array(token),
})
export type Document = z.output<typeof Document>

const version = z.optional(z.string().check(z.minLength(1, { error: 'required' }), z.maxLength(40, { error: 'too_long' })))

/** The terms of service and the privacy policy, and accepting them. No first visit loads it. */
export const documentContracts = {
  documents: {
    read: endpoint({
      ...get, path: '/documents/:document', access: 'anyone',
      summary: 'Get the current terms of service or privacy policy; without `locale`, in the language of `Accept-Language`',
      params: z.strictObject({ document: z.enum(documentNames) }),
      query: z.strictObject({ locale: z.optional(locale) }),
      response: Document,
      errors: ['not_found'],
    }),
    accept: endpoint({
      ...put, path: '/users/me/terms', access: 'session',
      summary: 'Accept the given versions; idempotent; versions other than the current ones are refused',
      body: z.strictObject({ terms: version, privacy: version }),
      response: User,
      errors: ['terms_changed'],
    }),
  },
}
