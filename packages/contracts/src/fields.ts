import * as z from 'zod/mini'
import type { FieldProblemCode } from './problem.ts'

const because = (error: FieldProblemCode) => ({ error })

/** Length in Unicode code points: what people count as characters, and what NIST SP 800-63B-4 counts. */
export const characters = (text: string) => [...text].length

/** No lone surrogate: text that has none survives every encoding. */
const wellFormed = (error: FieldProblemCode) => z.regex(/^\P{Surrogate}*$/u, because(error))

/** Well-formed, and without the NUL that Postgres keeps in no text: fit to be looked up in any database. */
const searchable = z.regex(/^[^\p{Surrogate}\0]*$/u, because('invalid'))

/** An instant: RFC 3339 in UTC on the wire, a `Date` in code. */
export const instant = z.codec(z.iso.datetime({ precision: 3 }), z.date(), {
  decode: text => new Date(text),
  encode: date => date.toISOString(),
})

/** As typed; the server normalises it and applies the rules of the settings (5 to 20 characters by default). */
export const username = z.string().check(
  z.minLength(1, because('required')), z.maxLength(256, because('too_long')), searchable)

/** As typed; at most the 254 characters of an SMTP path (RFC 5321 section 4.5.3.1.3). */
export const email = z.string().check(
  z.minLength(1, because('required')), z.maxLength(254, because('too_long')), searchable)

/** Username or e-mail address, as typed into the sign-in form. */
export const identifier = z.string().check(
  z.minLength(1, because('required')), z.maxLength(256, because('too_long')), searchable)

/** A password being presented: any text that could once have been set. */
export const presentedPassword = z.string().check(
  z.minLength(1, because('required')), z.maxLength(4096, because('too_long')), wellFormed('password_malformed'))

/** A password being set; its length in characters and its strength are the server's to judge. */
export const newPassword = z.string().check(
  z.minLength(1, because('required')), z.maxLength(4096, because('too_long')), wellFormed('password_malformed'))

/** The six digits that were mailed. */
export const emailCode = z.string().check(z.regex(/^\d{6}$/, because('code_format')))

/** Names the request a code was mailed for. */
export const codeRequestId = z.uuid(because('invalid'))

export const locales = ['zh-CN', 'en'] as const
/** A language we speak. */
export const locale = z.enum(locales)
export type Locale = z.output<typeof locale>

/**
 * Characters that no name has: controls, half of a pair, private use, line ends, whatever reorders the text around it, and whatever takes
 * room without showing anything (zero-width characters, Hangul fillers, the blank of Braille). Joiners and variation selectors stay:
 * Persian, Indic scripts and emoji need them.
 */
export const unseenInNames = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]|\u034f|\u17b4|\u17b5/gu

/** Something that is seen, and is not only a mark on something else. */
const seen = /(?!\p{Default_Ignorable_Code_Point}|\u2800)[\p{L}\p{N}\p{P}\p{S}]/u

/** Whether people can read a text as a name. */
export const isReadableName = (text: string) => seen.test(text) && text.search(unseenInNames) === -1

/** What people read as the name of somebody or something: up to `most` characters in one line, all of them to be seen. */
export const readableName = (most: number) => z.string().check(
  z.trim(),
  z.minLength(1, because('required')),
  z.refine<string>(text => characters(text) <= most, because('too_long')),
  z.refine<string>(text => text === '' || isReadableName(text), because('display_name_characters')))

/** How a person wants to be called. */
export const displayName = readableName(50)

/** "Remember me": the refresh cookie outlives the browser window. */
export const remember = z.optional(z.boolean())

/** Adds the rule that the password was typed the same twice. */
export const typedTwice = <T extends { password?: string | undefined, passwordConfirmation?: string | undefined }>() =>
  z.refine<T>(body => body.password === body.passwordConfirmation, {
    path: ['passwordConfirmation'], ...because('password_mismatch'),
  })
