import unhomoglyph from 'unhomoglyph'

export interface Username {
  /** As it is shown: the typed text in NFKC. */
  shown: string
  /** What makes two names the same name: case-folded. */
  key: string
  /** What the name looks like; two names that look alike share it. */
  skeleton: string
}

export type UsernameFault = 'too_short' | 'too_long' | 'username_characters' | 'username_mixed_scripts' | 'username_reserved'

/**
 * Reads a username: letters and digits of any one writing system, `_` and `-`, after NFKC (UTS #39, "highly restrictive"). Scripts that
 * write vowels, tones and the like as marks have them after a letter (UAX #31), a few in a row and none twice.
 *
 * @param bounds least and most characters; a letter and a mark are one each, as people type them.
 * @returns the fault, as a code, when the text is no acceptable name.
 */
export function parseUsername(text: string, bounds: { min: number, max: number }): Username | { fault: UsernameFault } {
  const shown = text.normalize('NFKC')
  const length = [...shown].length
  if (length < bounds.min) return { fault: 'too_short' }
  if (length > bounds.max) return { fault: 'too_long' }
  if (!/^[\p{L}\p{Mn}\p{Mc}\p{Nd}_-]+$/u.test(shown) || /\p{Default_Ignorable_Code_Point}/u.test(shown)) return { fault: 'username_characters' }
  if (misplacedMark.test(shown) || composedVowel.test(shown)) return { fault: 'username_characters' }
  if (!isOfOneSystem(shown)) return { fault: isOfOneSystem(shown.replaceAll(/\p{M}/gu, '')) ? 'username_characters' : 'username_mixed_scripts' }
  const name = { shown, ...foldUsername(shown) }
  return reserved.has(name.skeleton) ? { fault: 'username_reserved' } : name
}

/** The keys under which a name would be stored, whether or not it could be registered. */
export function foldUsername(text: string) {
  const shown = text.normalize('NFKC')
  // Folding would make an `i` of what looks like an `l`: the `I` in `paypaI`.
  const seen = foldCase(shown.replaceAll(smallPoints, '').replaceAll(/(?<=\p{Ll})I/gu, 'l'))
  const alike = drawnAlike.reduce((name, [one, other]) => name.replaceAll(one, other), seen)
  const skeleton = unhomoglyph(alike.normalize('NFD')).toLowerCase().normalize('NFD')
  return { key: foldCase(shown), skeleton: /\p{M}/u.test(seen) ? skeleton.replaceAll(/\p{M}{2,}/gu, inOneOrder) : skeleton }
}

/** Points of Arabic and Hebrew: mostly left out, and hardly seen where they are not. */
const smallPoints = /(?<=[\p{Script=Arabic}\p{Script=Hebrew}]\p{M}*)\p{M}/gu

/** What the list of look-alikes (UTS #39) leaves out: two letters for one in Lao, and subscripts of Khmer. */
const drawnAlike = [['ເເ', 'ແ'], ['\u17d2ដ', '\u17d2ត']] as const

/** Marks on one letter are drawn where they belong, in whatever order and however often they are written. */
const inOneOrder = (marks: string) => [...new Set(marks)].sort().join('')

/**
 * Case folding that does not depend on position or database: upper first (`ß` becomes `ss`), then lower letter by
 * letter (a final sigma is a sigma). The dot that lower-casing leaves of a Turkish `İ` is dropped.
 */
function foldCase(text: string) {
  return [...text.toUpperCase()].map(letter => letter.toLowerCase()).join('').replaceAll('i\u0307', 'i').normalize('NFKC')
}

/** The scripts of everyday writing (UAX #31, table 5), alone or as Chinese, Japanese and Korean mix them. */
const singleScripts = [
  'Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Armenian', 'Georgian', 'Ethiopic', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan',
  'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thaana',
]
const mixtures = [['Latin', 'Han', 'Hiragana', 'Katakana'], ['Latin', 'Han', 'Bopomofo'], ['Latin', 'Han', 'Hangul']]

/** After NFKC these have a letter for every sound of everyday writing; what is left of marks would be decoration. */
const withoutMarks = new Set(['Latin', 'Cyrillic', 'Greek'])

/** More than everyday writing has on one letter (Burmese: four), the same one twice, or one that is on no letter. */
const misplacedMark = /\p{M}{5}|(\p{M})\1|(?<![\p{L}\p{M}])\p{M}/u

/** The scripts of India, whose blocks are laid out alike (The Unicode Standard, chapter 12); Sinhala is not. */
const ofIndia = (first: number, last: number) => [0x900, 0x980, 0xa00, 0xa80, 0xb00, 0xb80, 0xc00, 0xc80, 0xd00]
  .map(block => `${String.fromCodePoint(block + first)}-${String.fromCodePoint(block + last)}`).join('')
const vowels = `${ofIndia(0x05, 0x14)}${ofIndia(0x60, 0x61)}\u0904\u0972-\u0977\u0a72\u0a73\u0d85-\u0d96`
const vowelSigns = `${ofIndia(0x3e, 0x4c)}${ofIndia(0x57, 0x57)}${ofIndia(0x62, 0x63)}`
  + '\u093a\u093b\u094e\u094f\u0955\u0956\u0b55\u0b56\u0c55\u0c56\u0cd5\u0cd6\u0dca\u0dcf-\u0ddf\u0df2\u0df3'
/**
 * A vowel with the sign of another on it, or two signs: drawn like the letter that is meant, which is the only right way to write it (the
 * "do not use" columns of that chapter).
 */
const composedVowel = new RegExp(`[${vowels}${vowelSigns}][${vowelSigns}]`, 'u')

const of = (script: string) => `\\p{Script_Extensions=${script}}`
/** Each character fits in one way only, so that a name is read in one go. */
const lettersOnly = (scripts: string[]) => `(?!\\p{M})[0-9_\\-${scripts.map(of).join('')}]`
const markedLetters = (script: string) => `[0-9_\\-]|(?![\\p{L}\\p{M}])${of(script)}|(?=\\p{L})${of(script)}(?:(?=\\p{M})${of(script)})*`
const writingSystems = [
  ...singleScripts.map(script => withoutMarks.has(script) ? lettersOnly([script]) : markedLetters(script)), ...mixtures.map(lettersOnly),
].map(unit => new RegExp(`^(?:${unit})+$`, 'u'))
const isOfOneSystem = (name: string) => writingSystems.some(system => system.test(name))

/** Names that would speak for the service, or that programs take for something else. */
const reserved = new Set([
  'admin', 'administrator', 'root', 'superuser', 'sysadmin', 'system', 'support', 'security', 'official', 'moderator', 'staff',
  'gatehouse', 'postmaster', 'hostmaster', 'webmaster', 'mailer-daemon', 'abuse', 'noreply', 'no-reply', 'help', 'info',
  'me', 'null', 'undefined', 'true', 'false', 'nan', 'constructor', 'prototype', '__proto__', 'anonymous', 'everyone', 'nobody',
  'api', 'www', 'login', 'signin', 'sign-in', 'signup', 'register', 'account', 'accounts', 'authorizations', 'password-resets',
  '管理员', '系统管理员', '官方', '客服', '门楼', '超级管理员',
].map(name => foldUsername(name).skeleton))
