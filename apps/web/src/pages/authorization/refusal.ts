import type { LocationQuery } from 'vue-router'

/** Requests that only whoever builds the application can mend. */
const mistakes = ['invalid_request', 'invalid_client', 'unauthorized_client', 'invalid_redirect_uri', 'unsupported_response_type', 'invalid_scope'] as const
/** What ended without anybody's mistake. */
const ends = { session_not_found: 'over', access_denied: 'declined', server_error: 'ours', temporarily_unavailable: 'ours' } as const

/** Longer descriptions explain nothing. */
const longest = 300

type Mistake = typeof mistakes[number] | 'unknown'
export type Refusal = { error: string, description: string }
  & ({ kind: 'mistake', code: Mistake } | { kind: 'end', code: keyof typeof ends, title: typeof ends[keyof typeof ends] })

/**
 * Why an authorization was refused before it was known where to send the answer: what the address says, which anybody can have made up.
 * It is text and nothing else.
 */
export function refusalIn(query: LocationQuery): Refusal {
  const read = (name: string) => ([query[name]].flat()[0] ?? '').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').slice(0, longest)
  const error = read('error')
  const description = read('error_description')
  // The protocol has no code of its own for what took too long.
  const code = error === 'invalid_request' && /\bsession\b.*\bnot found\b|\bsession\b.*\bmismatch\b/i.test(description) ? 'session_not_found' : error
  if (isEnd(code)) return { error, description, kind: 'end', code, title: ends[code] }
  return { error, description, kind: 'mistake', code: mistakes.find(mistake => mistake === code) ?? 'unknown' }
}

const isEnd = (code: string): code is keyof typeof ends => Object.hasOwn(ends, code)
