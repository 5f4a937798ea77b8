import type { FieldProblemCode } from '@gatehouse/contracts'
import { ZxcvbnFactory, type OptionsDictionary } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common'
import { wordList } from './word-list.ts'

/** 0 is guessed at once, 4 is out of reach; below `acceptable` a password is refused. */
export type Score = 0 | 1 | 2 | 3 | 4
export const acceptable: Score = 2

export interface Estimate {
  score: Score
  /** Why the password is refused; `null` when it is accepted. */
  problem: FieldProblemCode | null
}

/** The estimator takes time quadratic in the length; a password with a good beginning is good. */
const judgedCharacters = 64

const problemOf: Partial<Record<string, FieldProblemCode>> = {
  topTen: 'password_common', topHundred: 'password_common', common: 'password_common', similarToCommon: 'password_common', pwned: 'password_common',
  userInputs: 'password_personal',
  straightRow: 'password_sequence', keyPattern: 'password_sequence', simpleRepeat: 'password_sequence', extendedRepeat: 'password_sequence', sequences: 'password_sequence',
  recentYears: 'password_date', dates: 'password_date',
}

/**
 * Judges how soon a password is guessed, by patterns and by lists of common passwords (zxcvbn).
 *
 * @param more dictionaries beside the common passwords, such as a language's words and names.
 */
export function createEstimator(more: OptionsDictionary = {}) {
  const zxcvbn = new ZxcvbnFactory({ graphs: adjacencyGraphs, dictionary: { ...common, ...more, 'passwords-gatehouse': wordList } })

  /** @param personal what a guesser would know about the person: name, address. */
  return function estimate(password: string, personal: string[]): Estimate {
    if (isPersonal(password, personal)) return { score: 0, problem: 'password_personal' }
    const judged = [...password].slice(0, judgedCharacters).join('')
    const { score, feedback } = zxcvbn.check(judged, personal.flatMap(partsOf).flatMap(part => [part, fold(part)]))
    return { score, problem: score >= acceptable ? null : problemOf[feedback.warning ?? ''] ?? 'password_guessable' }
  }
}

/** An address gives its whole and its parts: `ann.lee@example.com` also `ann`, `lee`, `example`. */
const partsOf = (text: string) => [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter(part => part.length > 2)

/** Whether hardly more than a year is left of a password without what everybody knows about the person. */
function isPersonal(password: string, personal: string[]) {
  const known = personal.flatMap(partsOf).map(fold).filter(part => part.length > 2).sort((a, b) => b.length - a.length)
  const rest = known.reduce((text, part) => text.replaceAll(part, ''), fold(password))
  return rest.length <= 4 && rest !== fold(password)
}

const fold = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

export type Estimator = ReturnType<typeof createEstimator>
