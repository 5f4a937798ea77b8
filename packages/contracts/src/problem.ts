import * as z from 'zod/mini'

/**
 * Every reason the API can give for not doing what was asked. Statuses and English titles are in `problem-titles.ts`, which browsers
 * do not load; the front end translates the codes, and its locale files do not type-check until each has a sentence.
 */
export const problemCodes = [
  'validation_failed', 'code_invalid', 'state_invalid', 'authorization_denied', 'authorization_expired', 'authorization_failed',
  'provider_sign_in_required', 'ticket_invalid', 'user_code_invalid',
  'handoff_invalid', 'unauthenticated', 'credentials_invalid', 'session_ended', 'forbidden', 'origin_not_allowed', 'reauthentication_required',
  'proof_too_new', 'proof_not_fresh', 'terms_not_accepted', 'terms_changed', 'provider_account_refused', 'provider_browser_refused',
  'not_found', 'username_taken', 'email_taken', 'identity_already_bound', 'last_sign_in_method', 'interaction_finished', 'application_limit',
  'secret_limit', 'last_secret', 'group_taken', 'permission_taken', 'own_account', 'job_not_waiting', 'request_in_progress', 'payload_too_large',
  'unsupported_media_type', 'idempotency_key_reused',
  'resend_too_soon', 'rate_limited', 'internal', 'provider_unavailable', 'provider_misconfigured', 'overloaded',
] as const
export type ProblemCode = typeof problemCodes[number]

/** Every reason a single field can be refused for. */
export const fieldProblemCodes = [
  'required', 'invalid', 'unknown_field', 'too_short', 'too_long', 'not_accepted', 'uri_invalid', 'uri_not_allowed', 'origin_invalid', 'duplicate',
  'grant_not_allowed', 'scope_unknown', 'superusers_only', 'image_invalid', 'keys_invalid', 'username_characters', 'username_mixed_scripts',
  'username_reserved', 'email_invalid', 'email_unchanged', 'code_format', 'display_name_characters', 'name_imitates', 'password_mismatch', 'password_malformed',
  'password_common', 'password_personal', 'password_sequence', 'password_date', 'password_guessable',
] as const
export type FieldProblemCode = typeof fieldProblemCodes[number]

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
