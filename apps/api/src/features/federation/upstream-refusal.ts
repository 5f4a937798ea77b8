import type { ProblemCode } from '@gatehouse/contracts'
import { Refusal } from '../../lib/refusal.ts'
import type { UpstreamError } from '../../providers/upstream-error.ts'
import { type UpstreamErrorKind } from '../../providers/upstream-error.ts'

const codes: Record<UpstreamErrorKind, ProblemCode> = {
  unavailable: 'provider_unavailable',
  misconfigured: 'provider_unavailable',
  refused: 'authorization_expired',
  wrong_issuer: 'state_invalid',
}

/** What went wrong upstream, as people are told: whether to try again, begin anew or come back later. */
export const refusalOf = (error: UpstreamError) => new Refusal(codes[error.kind])

/** What the provider says instead of a code (RFC 6749 section 4.1.2.1); nothing at all is a person who went back. */
export function refusalOfAnswer(error: string | undefined) {
  const theirFault = error === 'server_error' || error === 'temporarily_unavailable'
  const ours = error === 'invalid_request' || error === 'unauthorized_client' || error === 'unsupported_response_type' || error === 'invalid_scope'
  return new Refusal(theirFault || ours ? 'provider_unavailable' : 'authorization_denied')
}
