import type { Adapter, AdapterPayload } from 'oidc-provider'
import { createShelf, type Clock } from '../oauth/shelf.ts'

const day = 86_400

/** Keeps what oidc-provider wants kept: in memory, up to 1000 of each kind, a day at most (it judges the expiry itself). */
export function createOpenidStorage(now: Clock) {
  const kinds = new Map<string, ReturnType<typeof createShelf<AdapterPayload>>>()
  const shelfOf = (kind: string) => kinds.get(kind) ?? addShelf(kind)

  function addShelf(kind: string) {
    const shelf = createShelf<AdapterPayload>({ seconds: day, now })
    kinds.set(kind, shelf)
    return shelf
  }

  function adapter(kind: string): Adapter {
    const shelf = shelfOf(kind)
    return {
      async upsert(id, payload) { shelf.put(id, payload) },
      async find(id) { return shelf.get(id) },
      async findByUid(uid) { return shelf.find(({ uid: known }) => known === uid) },
      async findByUserCode(userCode) { return shelf.find(({ userCode: known }) => known === userCode) },
      async consume(id) {
        const payload = shelf.get(id)
        if (payload) payload['consumed'] = Math.floor(now() / 1000)
      },
      async destroy(id) { shelf.remove(id) },
      async revokeByGrantId(grantId) { for (const every of kinds.values()) every.removeAll(({ grantId: known }) => known === grantId) },
    }
  }

  return { adapter, clear() { for (const shelf of kinds.values()) shelf.clear() } }
}
