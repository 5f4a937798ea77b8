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
  user_code_invalid: { status: 400, title: 'This device code is wrong, used or expired' },
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
  interaction_finished: { status: 409, title: 'This step is done, or another one is due' },
  application_limit: { status: 409, title: 'There are as many applications as one account may have' },
  secret_limit: { status: 409, title: 'An application has two secrets at most' },
  last_secret: { status: 409, title: 'This is the only secret of the application' },
  group_taken: { status: 409, title: 'There is a group of this name' },
  permission_taken: { status: 409, title: 'There is a permission of this code' },
  own_account: { status: 409, title: 'This cannot be done to the account that is signed in' },
  job_not_waiting: { status: 409, title: 'This job cannot be tried again' },
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
  uri_invalid: 'This is not an absolute address without a fragment.',
  uri_not_allowed: 'Use https, http on this machine for native programs, or a scheme like com.example.app.',
  origin_invalid: 'This is not an origin like https://app.example.com.',
  duplicate: 'This is there twice.',
  grant_not_allowed: 'This grant is not allowed for this kind of application, or not on this server.',
  scope_unknown: 'This scope is not known here.',
  superusers_only: 'Only superusers may set this.',
  image_invalid: 'This is not a PNG, JPEG or WebP picture of at most 64 KiB.',
  keys_invalid: 'This is not a set of public keys.',
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
