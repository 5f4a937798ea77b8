import * as z from 'zod/mini'

/**
 * Every reason the API can give for not doing what was asked, with its HTTP status and an English title.
 *
 * The front end translates `code`; its locale files do not type-check until each has a sentence.
 */
export const problems = {
  validation_failed: { status: 400, title: 'Some of what was sent cannot be accepted' },
  code_invalid: { status: 400, title: 'The mailed code is wrong, expired or used' },
  state_invalid: { status: 400, title: 'This sign-in was not begun here, or is over' },
  authorization_denied: { status: 400, title: 'The sign-in was cancelled at the provider' },
  authorization_expired: { status: 400, title: 'The provider did not accept its own answer any more' },
  ticket_invalid: { status: 400, title: 'There is nothing to bind, or not any more' },
  handoff_invalid: { status: 400, title: 'This key is wrong, used or expired' },
  unauthenticated: { status: 401, title: 'A valid access token is required' },
  credentials_invalid: { status: 401, title: 'The name or the password is wrong' },
  session_ended: { status: 401, title: 'The session has ended' },
  forbidden: { status: 403, title: 'This is not allowed' },
  origin_not_allowed: { status: 403, title: 'Requests from this origin are not accepted' },
  reauthentication_required: { status: 403, title: 'This needs a fresh proof of who you are' },
  not_found: { status: 404, title: 'There is nothing here' },
  username_taken: { status: 409, title: 'The username is taken' },
  email_taken: { status: 409, title: 'The e-mail address belongs to another account' },
  identity_already_bound: { status: 409, title: 'This identity belongs to another account' },
  last_sign_in_method: { status: 409, title: 'This is the last way into the account' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The request must be JSON' },
  resend_too_soon: { status: 429, title: 'A code was sent a moment ago' },
  rate_limited: { status: 429, title: 'Too many attempts' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  provider_unavailable: { status: 502, title: 'The provider does not answer as it should' },
  overloaded: { status: 503, title: 'The server is busy' },
} as const satisfies Record<string, { status: number, title: string }>

export type ProblemCode = keyof typeof problems

/** Every reason a single field can be refused for, with an English sentence. */
export const fieldProblems = {
  required: 'This is required.',
  invalid: 'This is not a valid value.',
  unknown_field: 'This field is not known.',
  too_short: 'This is too short.',
  too_long: 'This is too long.',
  not_accepted: 'This must be accepted.',
  username_characters: 'Use letters, digits, hyphens and underscores only.',
  username_mixed_scripts: 'Use letters of one script.',
  username_reserved: 'This name is reserved.',
  email_invalid: 'This is not an e-mail address we can write to.',
  email_unchanged: 'This is already your address.',
  code_format: 'The code has six digits.',
  display_name_characters: 'This has characters that cannot be shown.',
  password_mismatch: 'The two passwords differ.',
  password_malformed: 'This has characters that cannot be stored.',
  password_common: 'This is one of the most used passwords.',
  password_personal: 'This follows from your name or address.',
  password_sequence: 'Rows of keys, repeats and sequences are guessed first.',
  password_date: 'Dates and years are guessed first.',
  password_guessable: 'This is too easy to guess.',
} as const

export type FieldProblemCode = keyof typeof fieldProblems

const keysOf = <T extends object>(record: T) => Object.keys(record).filter((key): key is keyof T & string => Object.hasOwn(record, key))
export const problemCodes = keysOf(problems)
export const fieldProblemCodes = keysOf(fieldProblems)

/** RFC 9457 problem details, as `application/problem+json`. `retryAfter` is in seconds. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(problemCodes),
  detail: z.optional(z.string()),
  errors: z.optional(z.array(z.object({ path: z.string(), code: z.enum(fieldProblemCodes), message: z.string() }))),
  retryAfter: z.optional(z.int()),
  requestId: z.string(),
})
export type Problem = z.output<typeof Problem>
export type FieldError = NonNullable<Problem['errors']>[number]
