import type { SentCode } from '../../forms/use-code-request.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * The reset that an administrator has begun, as the mail about it says in its link; `null` for any other fragment. How long the
 * code still works is counted from now: whether it does is the API's to say, not this device's clock's. Instants in milliseconds.
 */
export function begunElsewhere(fragment: string, now: number): SentCode | null {
  const said = new URLSearchParams(fragment.replace(/^#/, ''))
  const [requestId, email, seconds] = [said.get('request') ?? '', said.get('email') ?? '', Number(said.get('seconds'))]
  if (!uuid.test(requestId) || email === '' || !(seconds > 0)) return null
  return { requestId, email, sentAt: now, resendAt: now, expiresAt: now + seconds * 1000 }
}
