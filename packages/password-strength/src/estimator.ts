import type { FieldProblemCode } from '@gatehouse/contracts'
import { ZxcvbnFactory, type OptionsDictionary } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common'
import { fold, isPersonal, partsOf } from './plain-rules.ts'
import { wordList } from './word-list.ts'

/** 0 is guessed at once, 4 is out of reach; below `acceptable` a password is refused. */
export type Score = 0 | 1 | 2 | 3 | 4
export const acceptable: Score = 2

export interface Estimate {
  score: Score
  /** Why the password is refused; `null` when it is accepted. */
  problem: FieldProblemCode | null
}

/**
 * How much of a password is judged, in UTF-16 code units, and in how many ways its digits and signs are read as letters. The work of the
 * estimator is their product: at its own 256 and 100, chosen text takes seconds; at these, the worst takes some tens of
 * milliseconds (`npm run bench -- hostile-passwords`). A password with a good beginning is good.
 */
const judgedLength = 32
const readings = 16

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
  const zxcvbn = new ZxcvbnFactory({
    graphs: adjacencyGraphs, dictionary: { ...common, ...more, 'passwords-gatehouse': wordList }, maxLength: judgedLength, l33tMaxSubstitutions: readings,
  })

  /** @param personal what a guesser would know about the person: name, address. */
  return function estimate(password: string, personal: string[]): Estimate {
    if (isPersonal(password, personal)) return { score: 0, problem: 'password_personal' }
    // A longer part than what is judged could only be found by its beginning.
    const known = partsOf(personal).flatMap(part => [part, fold(part)]).map(part => part.slice(0, judgedLength))
    const { score, feedback } = zxcvbn.check(password, known)
    return { score, problem: score >= acceptable ? null : problemOf[feedback.warning ?? ''] ?? 'password_guessable' }
  }
}

export type Estimator = ReturnType<typeof createEstimator>
