import { and, eq, inArray, lt, lte, ne, sql } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

export function signInFailureQueries(db: Executor, { signInFailures }: Tables) {
  return {
    /** Counts one more try as failed, unless this key has to wait: then `null`. Success takes it all back. */
    async take(key: string, now: Date, hardStop: number) {
      const [row] = await db.insert(signInFailures).values({ key, failures: 1, nextTryAt: now, lastTryAt: now })
        .onConflictDoUpdate({
          target: signInFailures.key,
          set: { failures: sql`${signInFailures.failures} + 1`, lastTryAt: now },
          setWhere: sql`${lte(signInFailures.nextTryAt, now)} and ${lt(signInFailures.failures, hardStop)}`,
        }).returning()
      return row?.failures ?? null
    },

    /** Counts a failure whether or not the key has to wait. */
    async add(key: string, now: Date) {
      const [row] = await db.insert(signInFailures).values({ key, failures: 1, nextTryAt: now, lastTryAt: now })
        .onConflictDoUpdate({ target: signInFailures.key, set: { failures: sql`${signInFailures.failures} + 1`, lastTryAt: now } }).returning()
      return row?.failures ?? 1
    },

    async waitUntil(key: string, nextTryAt: Date) {
      await db.update(signInFailures).set({ nextTryAt }).where(eq(signInFailures.key, key))
    },

    /** Takes one try back: it was never judged. The key waits until `nextTryAt`, as it did before. */
    async undo(key: string, nextTryAt: Date) {
      await db.update(signInFailures).set({ failures: sql`${signInFailures.failures} - 1`, nextTryAt })
        .where(and(eq(signInFailures.key, key), sql`${signInFailures.failures} > 0`))
    },

    async find(key: string) {
      const [row] = await db.select().from(signInFailures).where(eq(signInFailures.key, key))
      return row ?? null
    },

    /** Forgets these keys, one after the other: in the order in which they are counted, nobody waits in a circle. */
    async clear(keys: string[]) {
      for (const key of keys) await db.delete(signInFailures).where(eq(signInFailures.key, key))
    },

    async deleteOld(before: Date, limit: number) {
      const old = db.select({ key: signInFailures.key }).from(signInFailures).where(lt(signInFailures.lastTryAt, before)).limit(limit)
      return (await db.delete(signInFailures).where(inArray(signInFailures.key, old)).returning({ key: signInFailures.key })).length
    },
  }
}

export function knownDeviceQueries(db: Executor, { knownDevices, users }: Tables) {
  return {
    async isKnown(userId: string, deviceHash: string) {
      const [row] = await db.select({ id: knownDevices.id }).from(knownDevices)
        .where(and(eq(knownDevices.userId, userId), eq(knownDevices.deviceHash, deviceHash)))
      return row !== undefined
    },

    /** Whether the account of an address, if there is one, has been used in this browser. */
    async isKnownForEmail(emailKey: string, deviceHash: string) {
      const [row] = await db.select({ id: knownDevices.id }).from(users)
        .innerJoin(knownDevices, and(eq(knownDevices.userId, users.id), eq(knownDevices.deviceHash, deviceHash)))
        .where(eq(users.emailKey, emailKey))
      return row !== undefined
    },

    async remember(device: { id: string, userId: string, deviceHash: string }, now: Date) {
      await db.insert(knownDevices).values({ ...device, firstSeenAt: now, lastSeenAt: now })
        .onConflictDoUpdate({ target: [knownDevices.userId, knownDevices.deviceHash], set: { lastSeenAt: now } })
    },

    listByUser: (userId: string) => db.select().from(knownDevices).where(eq(knownDevices.userId, userId)),

    async deleteByUser(userId: string) {
      await db.delete(knownDevices).where(eq(knownDevices.userId, userId))
    },

    async deleteOthers(userId: string, deviceHash: string) {
      await db.delete(knownDevices).where(and(eq(knownDevices.userId, userId), ne(knownDevices.deviceHash, deviceHash)))
    },

    async deleteOld(before: Date, limit: number) {
      const old = db.select({ id: knownDevices.id }).from(knownDevices).where(lt(knownDevices.lastSeenAt, before)).limit(limit)
      return (await db.delete(knownDevices).where(inArray(knownDevices.id, old)).returning({ id: knownDevices.id })).length
    },
  }
}
