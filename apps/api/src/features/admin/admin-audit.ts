import type { AuditEvent } from '@gatehouse/contracts/console'
import { z } from 'zod'
import { defaultLimit, pageOf, type Cursors } from '../../lib/cursors.ts'
import { foldUsername } from '../../lib/username.ts'
import { auditActions, newestFirst, type AuditFilters, type AuditPosition, type AuditRow } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'

/** What superusers narrow the log by. */
export interface LogFilters {
  /** Username or id of whoever it happened to, or who did it. */
  user?: string | undefined
  action?: string | undefined
  result?: 'success' | 'failure' | undefined
  ip?: string | undefined
  clientId?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
}

const Position = z.object({ at: z.iso.datetime().transform(text => new Date(text)), id: z.string() })

/** The audit log, to those who have to answer for what is in it. */
export function createAdminAudit({ store: { reading: store }, cursors }: Pick<Dependencies, 'store'> & { cursors: Cursors }) {
  /** `null` when the filters name somebody who is not there. An empty filter narrows nothing. */
  async function resolve({ user, action, ip, clientId, ...others }: LogFilters): Promise<{ userId?: string, filters: AuditFilters } | null> {
    const filters = { ...others, ...(action && { action }), ...(ip && { ip }), ...(clientId && { clientId }) }
    if (!user) return { filters }
    const found = await store.users.findByUsernameKey(foldUsername(user).key) ?? await store.users.findById(user.toLowerCase())
    return found && { userId: found.id, filters }
  }

  type Resolved = NonNullable<Awaited<ReturnType<typeof resolve>>>

  /** What happened to a person and what the person did are two walks along two indexes. */
  async function rows({ userId, filters }: Resolved, after: AuditPosition | null, limit: number): Promise<AuditRow[]> {
    if (userId === undefined) return store.audit.list(filters, after, limit)
    const [suffered, done] = await Promise.all([
      store.audit.list({ ...filters, userId }, after, limit), store.audit.list({ ...filters, actorId: userId }, after, limit),
    ])
    return newestFirst([...suffered, ...done.filter(row => row.userId !== userId)], limit)
  }

  async function toEvents(rows: readonly AuditRow[]): Promise<AuditEvent[]> {
    const ids = rows.flatMap(({ userId, actorId }) => [userId, actorId]).filter(id => id !== null)
    const names = await store.users.namesOf([...new Set(ids)])
    const person = (id: string | null) => id === null ? null : { id, username: names.get(id) ?? '' }
    return rows.map(({ userId, actorId, ...row }) => ({ ...row, user: person(userId), actor: person(actorId) }))
  }

  return {
    async list({ cursor, limit = defaultLimit, ...filters }: LogFilters & { cursor?: string | undefined, limit?: number | undefined }) {
      const listed = { list: 'audit-events', filters: { ...filters } }
      const after = cursors.read(listed, Position, cursor)
      const resolved = await resolve(filters)
      const found = resolved ? await rows(resolved, after, limit + 1) : []
      const { page, nextCursor } = pageOf(found, limit, ({ at, id }) => cursors.write(listed, { at, id }))
      return { events: await toEvents(page), actions: [...auditActions], nextCursor }
    },

    /** Everything that the filters leave, the newest first, at most `most` events, in batches. */
    async* all(filters: LogFilters, most: number, batch = 500): AsyncGenerator<AuditEvent[]> {
      const resolved = await resolve(filters)
      let after: AuditPosition | null = null
      for (let left = resolved ? most : 0; resolved && left > 0;) {
        const found = await rows(resolved, after, Math.min(batch, left))
        if (found.length > 0) yield toEvents(found)
        left = found.length < batch ? 0 : left - found.length
        after = found.at(-1) ?? null
      }
    },
  }
}
export type AdminAudit = ReturnType<typeof createAdminAudit>
