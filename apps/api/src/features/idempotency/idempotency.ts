import { later } from '../../lib/clock.ts'
import { newId } from '../../lib/ids.ts'
import { openWith, sealWith } from '../../lib/keyring.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { RepeatableRequest } from '../../lib/repeatable-request.ts'
import { hashToken } from '../../lib/tokens.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'

/** Seconds for which an answer is kept, and for which a request that nobody answers holds its key: longer than any takes. */
const lifetime = 86_400
const claimLifetime = 30

/** Seconds after which somebody who was told to wait may ask again. */
const wait = 1

/** Keeps what an answer is made of, in the transaction of what it answers. */
export type Remember = (queries: Pick<Queries, 'idempotency'>, answer: string) => Promise<void>

const forget: Remember = async () => undefined

/**
 * A lost answer is given again (draft-ietf-httpapi-idempotency-key-header): what a request with a key has done is done once. Only what
 * succeeded is kept, for a day; a refused request may be put right and sent with the same key. The row holds a hash of key and caller, and
 * the answer sealed under `SECRET_KEY` and under a key made from the whole request: nothing but the same request of the same caller opens it.
 */
export function createIdempotency({ store, keyring, clock, log }: Pick<Dependencies, 'store' | 'keyring' | 'clock' | 'log'>) {
  async function attempt<T>(id: string, held: string, again: (answer: string) => Promise<T>, work: (remember: Remember) => Promise<T>): Promise<T> {
    const claim = newId()
    const now = clock.now()
    if (!await store.idempotency.claim({ id, claim, now, claimedUntil: later(now, claimLifetime), expiresAt: later(now, lifetime) })) {
      return again(await answered(id, held))
    }
    try {
      return await work(async (queries, answer) => {
        const sealed = keyring.seal('idempotency', id, sealWith(held, id, answer))
        if (!await queries.idempotency.complete(id, claim, sealed)) throw inProgress()
      })
    } catch (error) {
      // Not kept if even this fails: the claim runs out by itself.
      await store.idempotency.release(id, claim).catch((fault: unknown) => log.warn({ err: fault }, 'releasing an idempotency key failed: it stays locked until its claim expires'))
      throw error
    }
  }

  async function answered(id: string, held: string) {
    const sealed = await store.idempotency.findAnswer(id)
    if (sealed === null) throw inProgress()
    const inner = keyring.open('idempotency', id, sealed)
    const answer = inner && openWith(held, id, inner)
    if (!answer) throw new Refusal('idempotency_key_reused')
    return answer
  }

  /**
   * Does `work` once for all requests of one key, and answers the others with `again`; without a key, `work` is all there is.
   *
   * @throws Refusal `request_in_progress`, `idempotency_key_reused` by another request; and whatever `work` or `again` is refused for.
   */
  return async function once<T>(request: RepeatableRequest | null, again: (answer: string) => Promise<T>, work: (remember: Remember) => Promise<T>): Promise<T> {
    if (!request) return work(forget)
    const { key, caller, content } = request
    const id = hashToken(JSON.stringify([key, caller]))
    return attempt(id, JSON.stringify([key, caller, content]), again, work)
  }
}
export type Once = ReturnType<typeof createIdempotency>

const inProgress = () => new Refusal('request_in_progress', { retryAfter: wait })
