import { problems, type FieldProblemCode, type ProblemCode } from '@gatehouse/contracts'

interface Explanation {
  /** Fields that cannot be accepted, by their path in the body. */
  fields?: { path: string, code: FieldProblemCode }[]
  /** Seconds after which trying again makes sense. */
  retryAfter?: number
  /** `WWW-Authenticate`, where it is not the usual one. */
  challenge?: string
  /** For the log only; never sent. */
  cause?: unknown
}

/** We decline, and may say so. Anything else that is thrown is a fault of ours. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly fields: { path: string, code: FieldProblemCode }[]
  readonly retryAfter: number | undefined
  readonly challenge: string | undefined

  constructor(code: ProblemCode, { fields = [], retryAfter, challenge, cause }: Explanation = {}) {
    super(problems[code].title, cause === undefined ? {} : { cause })
    this.name = 'Refusal'
    this.code = code
    this.fields = fields
    this.retryAfter = retryAfter
    this.challenge = challenge
  }
}

/** The refusal of one field. */
export const refuseField = (path: string, code: FieldProblemCode) =>
  new Refusal('validation_failed', { fields: [{ path, code }] })
