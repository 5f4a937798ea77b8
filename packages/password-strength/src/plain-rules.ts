import type { FieldProblemCode } from '@gatehouse/contracts'
import { wordList } from './word-list.ts'

const common = new Set(wordList)

/** Fewer different characters than this are a key held down. */
const fewestCharacters = 3

/**
 * What can be said of a password without the estimator, in time that grows with its length alone: for where it is not there, or
 * has not answered in time. It finds the worst only.
 *
 * @param personal what a guesser would know about the person: name, address.
 */
export function judgePlainly(password: string, personal: string[]): FieldProblemCode | null {
  if (isPersonal(password, personal)) return 'password_personal'
  if (common.has(password.toLowerCase())) return 'password_common'
  return new Set(password).size < fewestCharacters ? 'password_sequence' : null
}

/** A person has a name and an address; whoever sends more wants the search to be long. */
const mostParts = 20

/** An address gives its whole and its parts: `ann.lee@example.com` also `ann`, `lee`, `example`. */
export const partsOf = (personal: string[]) =>
  personal.flatMap(text => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter(part => part.length > 2).slice(0, mostParts)

/** Whether hardly more than a year is left of a password without what everybody knows about the person. */
export function isPersonal(password: string, personal: string[]) {
  const known = partsOf(personal).map(fold).filter(part => part.length > 2).sort((a, b) => b.length - a.length)
  const rest = known.reduce((text, part) => text.replaceAll(part, ''), fold(password))
  return rest.length <= 4 && rest !== fold(password)
}

export const fold = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
