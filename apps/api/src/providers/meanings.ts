import type { UpstreamErrorKind } from './upstream-error.ts'

/** What names of errors mean, beyond those of the standards. */
export type ErrorMeanings = Partial<Record<Exclude<UpstreamErrorKind, 'refused' | 'wrong_issuer'>, readonly string[]>>

/** RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core section 3.1.2.6, RFC 8707, and names that Google made. */
const anywhere: ErrorMeanings = {
  unavailable: ['server_error', 'temporarily_unavailable'],
  misconfigured: [
    'invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope', 'invalid_target', 'redirect_uri_mismatch', 'invalid_redirect_uri',
    'deleted_client', 'application_suspended',
  ],
  not_allowed: ['admin_policy_enforced', 'org_internal', 'unverified_user_email'],
  embedded_browser: ['disallowed_useragent'],
  login_required: ['login_required', 'interaction_required', 'consent_required', 'account_selection_required'],
}

/** What a reply to the code may say. */
const inReplies: ErrorMeanings = { expired: ['invalid_grant'], not_allowed: ['access_denied'] }

/** What browsers bring instead of a code. Only these mean that the person went back: nothing else is theirs to answer for. */
const inCallbacks: ErrorMeanings = {
  denied: [
    'access_denied', 'user_denied', 'user_cancelled', 'user_canceled', 'user_cancelled_login', 'user_cancelled_authorize', 'cancelled', 'canceled', 'cancel',
  ],
  misconfigured: [
    'invalid_request', 'unsupported_response_type', 'unsupported_response_mode', 'invalid_request_uri', 'invalid_request_object', 'request_not_supported',
    'request_uri_not_supported', 'registration_not_supported',
  ],
}

/** The provider's own meaning of a name first, then what it stands for everywhere; a name that nobody knows means `refused`. */
export function meaningOf(name: string, where: 'reply' | 'callback', own: ErrorMeanings = {}): UpstreamErrorKind {
  return kindIn(own, name) ?? kindIn(where === 'reply' ? inReplies : inCallbacks, name) ?? kindIn(anywhere, name) ?? 'refused'
}

const kinds = ['unavailable', 'misconfigured', 'denied', 'expired', 'not_allowed', 'embedded_browser', 'login_required'] as const
const kindIn = (meanings: ErrorMeanings, name: string) => kinds.find(kind => meanings[kind]?.includes(name))
