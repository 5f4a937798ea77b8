import type { Arrival } from '../../routing/arrivals.ts'

/** What a provider sent back, as the API takes it. */
export interface Answer { state: string, code?: string, iss?: string, error?: string, errorDescription?: string }

/** Longer ones are no answer to anything of ours; the API refuses them. */
const longest = { state: 512, other: 4096 }

/**
 * Reads what came with the address; `null` when it is no answer at all. DingTalk calls its code `authCode`; WeChat sends neither code nor
 * error when somebody declines: what that means is the API's to say.
 */
export function answerIn(arrival: Arrival | null): Answer | null {
  // What comes twice cannot be trusted to mean either (RFC 6749 section 3.1).
  const read = (name: string) => {
    const [value = '', ...more] = arrival?.query.getAll(name) ?? []
    return value !== '' && value.length <= longest.other && more.length === 0 ? value : undefined
  }
  const state = read('state')
  const code = read('code') ?? read('authCode')
  const error = read('error')
  const iss = read('iss')
  const errorDescription = read('error_description')
  if (!state || state.length > longest.state) return null
  return { state, ...(code && { code }), ...(iss && { iss }), ...(error && { error }), ...(errorDescription && { errorDescription }) }
}

/** The key under which the API keeps what a provider sent to it; `null` when there is none. */
export function handoffKeyIn(arrival: Arrival | null) {
  const key = arrival?.fragment.get('key') ?? ''
  return key !== '' && key.length <= 256 ? key : null
}
