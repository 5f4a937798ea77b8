import { problems, type FieldProblemCode, type ProblemCode } from '@gatehouse/contracts'

interface Explanation {
  /** Fields that cannot be accepted, by their path in the body. */
  fields?: { path: string, code: FieldProblemCode }[]
  /** Seconds after which trying again makes sense. */
  retryAfter?: number
  /** For the log only; never sent. */
  cause?: unknown
}

/** We decline, and may say so. Anything else that is thrown is a fault of ours. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly fields: { path: string, code: FieldProblemCode }[]
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, { fields = [], retryAfter, cause }: Explanation = {}) {
    super(problems[code].title, cause === undefined ? {} : { cause })
    this.name = 'Refusal'
    this.code = code
    this.fields = fields
    this.retryAfter = retryAfter
  }
}

/** The refusal of one field. */
export const refuseField = (path: string, code: FieldProblemCode) =>
  new Refusal('validation_failed', { fields: [{ path, code }] })
