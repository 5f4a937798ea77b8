import { ApiProblem } from '@gatehouse/client/errors'
import type { CodePurpose } from '@gatehouse/contracts'
import { computed, shallowRef } from 'vue'
import { useDependencies } from '../dependencies.ts'
import { useCountdown } from '../composables/use-countdown.ts'
import { useSubmit } from '../composables/use-submit.ts'

/** A code that was mailed: what names it, where it went, and when it can be asked for again. Instants in milliseconds. */
export interface SentCode {
  requestId: string
  email: string
  sentAt: number
  resendAt: number
  expiresAt: number
}

/**
 * Has codes mailed to an address, not more often than the API allows. It survives a reload: people leave the page to read
 * their mail. The code itself is never kept.
 */
export function useCodeRequest(purpose: CodePurpose, email: () => string, { now = Date.now } = {}) {
  const { connect, tabMemory } = useDependencies()
  const key = `gatehouse-code-${purpose}`
  const latest = shallowRef(readSentCode(tabMemory.read(key), now()))
  const blocked = shallowRef(latest.value && { email: latest.value.email, until: latest.value.resendAt })
  const wait = useCountdown(() => blocked.value?.email === email() ? blocked.value.until : null, { now })

  async function ask() {
    const { api } = await connect()
    const asked = { email: email(), at: now() }
    try {
      const { requestId, resendAfter, expiresIn } = await api.verificationCodes.request({ body: { email: asked.email, purpose } })
      latest.value = { requestId, email: asked.email, sentAt: asked.at, resendAt: asked.at + resendAfter * 1000, expiresAt: asked.at + expiresIn * 1000 }
      blocked.value = { email: asked.email, until: latest.value.resendAt }
      tabMemory.write(key, JSON.stringify(latest.value))
    } catch (error) {
      if (error instanceof ApiProblem && error.retryAfter) blocked.value = { email: asked.email, until: asked.at + error.retryAfter * 1000 }
      throw error
    }
  }
  const { submit, pending, failure } = useSubmit(ask)

  return {
    /** The code on its way to this address; `null` when there is none. */
    sent: computed(() => latest.value?.email === email() ? latest.value : null),
    /** Where the code went that an earlier life of this page had mailed. */
    earlierEmail: latest.value?.email ?? null,
    /** Seconds until another can be asked for. */
    wait,

    /** Has a code mailed, as part of a form. @throws ApiProblem, Unreachable */
    ask,

    /** Has a code mailed, unless it is too soon; `pending` and `failure` say how that goes. */
    async send() {
      if (!pending.value && wait.value === 0) await submit()
    },
    pending,
    failure,

    /** Goes on with a code that somebody else has had mailed. */
    adopt(code: SentCode) {
      latest.value = code
      blocked.value = null
      tabMemory.write(key, JSON.stringify(code))
    },

    /** The code was used, or is not wanted any more. */
    forget() {
      latest.value = null
      blocked.value = null
      tabMemory.write(key, null)
    },
  }
}
export type CodeRequest = ReturnType<typeof useCodeRequest>

/** What an earlier life of this page left; nothing, once the code has expired. */
export function readSentCode(text: string | null, now: number): SentCode | null {
  try {
    const kept: unknown = JSON.parse(text ?? 'null')
    return isSentCode(kept) && kept.expiresAt > now ? kept : null
  } catch {
    return null
  }
}

const isSentCode = (value: unknown): value is SentCode => typeof value === 'object' && value !== null
  && 'requestId' in value && typeof value.requestId === 'string' && 'email' in value && typeof value.email === 'string'
  && ['sentAt', 'resendAt', 'expiresAt'].every(name => typeof Reflect.get(value, name) === 'number')
