import type { Endpoint } from '@gatehouse/contracts'
import { ApiProblem } from './api-problem.ts'

/** 128 random bits, as the string of a structured field; `randomUUID` is missing on pages that come over plain http. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `"${Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')}"`
}

/** Whether we know what became of a request; a fault of the server may have come after it was done. */
const isAnswer = (error: unknown) => error instanceof ApiProblem && error.status < 500 && error.code !== 'request_in_progress'

/**
 * The `Idempotency-Key` of every request that may be repeated: the same one when the same thing is sent again to an endpoint that has not
 * answered, so that it is done once; a new one for everything else.
 */
export function createRepeatKeys() {
  const unanswered = new Map<Endpoint, { content: string, key: string }>()

  return {
    /** Calls `send` with the key of this request; without one where the endpoint honours none. */
    async along<Answer>(endpoint: Endpoint, body: unknown, send: (key: string | null) => Promise<Answer>): Promise<Answer> {
      if (!endpoint.repeatable) return send(null)
      const content = JSON.stringify(body)
      const before = unanswered.get(endpoint)
      const request = before?.content === content ? before : { content, key: newKey() }
      unanswered.set(endpoint, request)
      const answered = () => { if (unanswered.get(endpoint) === request) unanswered.delete(endpoint) }
      try {
        const answer = await send(request.key)
        answered()
        return answer
      } catch (error) {
        if (isAnswer(error)) answered()
        throw error
      }
    },
  }
}
export type RepeatKeys = ReturnType<typeof createRepeatKeys>
