import { ApiProblem, Unreachable, type UnreachableReason } from '@gatehouse/client/errors'
import type { FieldError, ProblemCode } from '@gatehouse/contracts'

/** Why something a person asked for did not happen. */
export interface Failure {
  /** Key of the sentence that says so. */
  message: `problems.${ProblemCode}` | `unreachable.${Exclude<UnreachableReason, 'aborted'>}`
  /** The API's code; `null` when there was no answer. */
  code: ProblemCode | null
  errors: readonly FieldError[]
  /** Seconds to wait before another try. */
  retryAfter: number | null
  /** Names the request in the server's log. */
  requestId: string | null
}

/** What to tell the person; `null` when they lost interest themselves. A fault of our own counts as one of the server's. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof Unreachable) {
    return error.reason === 'aborted' ? null : { message: `unreachable.${error.reason}`, code: null, errors: [], retryAfter: null, requestId: null }
  }
  if (!(error instanceof ApiProblem)) return { message: 'problems.internal', code: 'internal', errors: [], retryAfter: null, requestId: null }
  const { code, errors, retryAfter, requestId } = error
  return { message: `problems.${code}`, code, errors, retryAfter, requestId }
}

/** Whether an error is an outcome we foresee; others are faults of ours and belong in the console. */
export const isForeseen = (error: unknown) => error instanceof ApiProblem || error instanceof Unreachable
