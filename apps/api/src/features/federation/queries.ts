import { and, eq, gt, inArray, isNull, lt } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

type OneTime = 'federationAttempts' | 'handoffs' | 'bindingTickets'
export type AttemptRow = Tables['federationAttempts']['$inferSelect']
export type HandoffRow = Tables['handoffs']['$inferSelect']
export type TicketRow = Tables['bindingTickets']['$inferSelect']

/** What a browser is given to come back with, each named by the hash of what it was given. */
export function federationQueries(db: Executor, tables: Tables) {
  const { federationAttempts, handoffs, bindingTickets } = tables
  /** Unused, not expired, and held by the browser that it was made for. */
  const usable = (table: Tables[OneTime], id: string, deviceHash: string, now: Date) =>
    and(eq(table.id, id), eq(table.deviceHash, deviceHash), isNull(table.usedAt), gt(table.expiresAt, now))

  async function deleteOldOf(table: Tables[OneTime], before: Date, limit: number) {
    const old = db.select({ id: table.id }).from(table).where(lt(table.expiresAt, before)).limit(limit)
    return (await db.delete(table).where(inArray(table.id, old)).returning({ id: table.id })).length
  }

  return {
    async insertAttempt(attempt: typeof federationAttempts.$inferInsert) {
      await db.insert(federationAttempts).values(attempt)
    },

    /** The attempt, while it can still be finished by somebody. */
    async findAttempt(id: string, provider: string, now: Date) {
      const [row] = await db.select().from(federationAttempts)
        .where(and(eq(federationAttempts.id, id), eq(federationAttempts.provider, provider), isNull(federationAttempts.usedAt), gt(federationAttempts.expiresAt, now)))
      return row ?? null
    },

    /** Takes the attempt, once; `null` to another browser, at another provider, and to everybody who comes second. */
    async takeAttempt(id: string, provider: string, deviceHash: string, now: Date) {
      const [row] = await db.update(federationAttempts).set({ usedAt: now })
        .where(and(usable(federationAttempts, id, deviceHash, now), eq(federationAttempts.provider, provider))).returning()
      return row ?? null
    },

    /** What a person has begun in a session of theirs, to link or to prove something, leads nowhere any more. */
    async voidAttemptsOf(userId: string, now: Date) {
      await db.update(federationAttempts).set({ usedAt: now }).where(and(eq(federationAttempts.userId, userId), isNull(federationAttempts.usedAt)))
    },

    async insertHandoff(handoff: typeof handoffs.$inferInsert) {
      await db.insert(handoffs).values(handoff)
    },

    /** Takes what the provider sent, once; another browser takes nothing and uses nothing up. */
    async takeHandoff(id: string, deviceHash: string, now: Date) {
      const [row] = await db.update(handoffs).set({ usedAt: now }).where(usable(handoffs, id, deviceHash, now)).returning()
      return row ?? null
    },

    async insertTicket(ticket: typeof bindingTickets.$inferInsert) {
      await db.insert(bindingTickets).values(ticket)
    },

    async findTicket(id: string, deviceHash: string, now: Date) {
      const [row] = await db.select().from(bindingTickets).where(usable(bindingTickets, id, deviceHash, now))
      return row ?? null
    },

    /** Uses the ticket up, once, in the transaction of what it is used for. */
    async takeTicket(id: string, deviceHash: string, now: Date) {
      const [row] = await db.update(bindingTickets).set({ usedAt: now }).where(usable(bindingTickets, id, deviceHash, now)).returning()
      return row ?? null
    },

    deleteOldAttempts: (before: Date, limit: number) => deleteOldOf(federationAttempts, before, limit),
    deleteOldHandoffs: (before: Date, limit: number) => deleteOldOf(handoffs, before, limit),
    deleteOldTickets: (before: Date, limit: number) => deleteOldOf(bindingTickets, before, limit),
  }
}
