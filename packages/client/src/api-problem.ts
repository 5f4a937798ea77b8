import type { FieldError, ProblemCode } from '@gatehouse/contracts'

interface Details {
  code: ProblemCode
  status: number
  errors?: FieldError[] | undefined
  retryAfter?: number | undefined
  requestId?: string | undefined
}

/** The API declined, and said why (RFC 9457). */
export class ApiProblem extends Error {
  readonly code: ProblemCode
  readonly status: number
  /** What was wrong with single fields; empty unless `code` is `validation_failed`. */
  readonly errors: readonly FieldError[]
  /** Seconds after which another try makes sense; `null` when the API named none. */
  readonly retryAfter: number | null
  /** Names the request in the server's log; `null` for what was refused before it was sent. */
  readonly requestId: string | null

  constructor({ code, status, errors = [], retryAfter, requestId }: Details) {
    super(code)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.errors = errors
    this.retryAfter = retryAfter ?? null
    this.requestId = requestId ?? null
  }
}
