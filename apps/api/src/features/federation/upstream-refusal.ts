import type { ProblemCode } from '@gatehouse/contracts'
import { Refusal } from '../../lib/refusal.ts'
import type { UpstreamError, UpstreamErrorKind } from '../../providers/upstream-error.ts'

const codes: Record<UpstreamErrorKind, ProblemCode> = {
  unavailable: 'provider_unavailable',
  misconfigured: 'provider_misconfigured',
  denied: 'authorization_denied',
  expired: 'authorization_expired',
  not_allowed: 'provider_account_refused',
  embedded_browser: 'provider_browser_refused',
  login_required: 'provider_sign_in_required',
  refused: 'authorization_failed',
  wrong_issuer: 'state_invalid',
}

/** What went wrong upstream, as people are told: by what they can do about it. The log has what the provider said. */
export const refusalOf = (error: UpstreamError) => new Refusal(codes[error.kind])
