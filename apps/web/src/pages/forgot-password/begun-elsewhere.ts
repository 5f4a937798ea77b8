import type { SentCode } from '../../forms/use-code-request.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The reset that an administrator has begun, as the mail about it says in its link; `null` for any other fragment. Instants in milliseconds. */
export function begunElsewhere(fragment: string, now: number): SentCode | null {
  const said = new URLSearchParams(fragment.replace(/^#/, ''))
  const [requestId, email, expiresAt] = [said.get('request') ?? '', said.get('email') ?? '', Number(said.get('expires'))]
  if (!uuid.test(requestId) || email === '' || !(expiresAt > now)) return null
  return { requestId, email, sentAt: now, resendAt: now, expiresAt }
}
