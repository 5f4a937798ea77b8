import type { Group, Permission } from '@gatehouse/contracts/console'
import { z } from 'zod'
import { isMissingReference, isUniqueViolation } from '../../db/faults.ts'
import { defaultLimit, pageOf, type Cursors } from '../../lib/cursors.ts'
import { newId } from '../../lib/ids.ts'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record, type AuditAction } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { Queries } from '../store.ts'
import type { Actor } from './admin-users.ts'
import type { GroupRow } from './group-queries.ts'
import { toSummary } from './user-search.ts'

interface Changes { name?: string | undefined, description?: string | undefined, permissions?: readonly string[] | undefined }

/** Groups, and what they allow their members. */
export function createAdminGroups({ store, clock, cursors }: Pick<Dependencies, 'store' | 'clock'> & { cursors: Cursors }) {
  const { reading } = store

  /** @throws Refusal of a field in `permissions` for a code that is none. */
  async function setPermissions(queries: Queries, groupId: string, given: readonly string[]) {
    const codes = [...new Set(given)]
    const known = await queries.adminGroups.findPermissions(codes)
    const unknown = given.findIndex(code => !known.some(permission => permission.code === code))
    if (unknown >= 0) throw refuseField(`permissions.${unknown}`, 'invalid')
    await queries.adminGroups.replacePermissions(groupId, codes)
  }

  /** After the commit: a group may have very many members, and nobody waits while they are counted. */
  async function toGroup(row: GroupRow): Promise<Group> {
    const [given, members] = await Promise.all([reading.adminGroups.listGiven(), reading.adminGroups.countMembersOf(row.id)])
    return { ...row, permissions: given.filter(({ groupId }) => groupId === row.id).map(({ code }) => code), members }
  }

  const note = (queries: Queries, actor: Actor, visitor: Visitor, action: AuditAction, at: Date, details: Record<string, string>) =>
    record(queries, visitor, { action, result: 'success', userId: null, actorId: actor.userId, at, details })

  /** What somebody else did at this very moment is decided by the indexes. */
  async function decided<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (isUniqueViolation(error)) throw new Refusal('group_taken', { cause: error })
      throw isMissingReference(error) ? refuseField('permissions', 'invalid') : error
    }
  }

  return {
    async list(): Promise<{ groups: Group[], permissions: Permission[] }> {
      const [rows, members, permissions, given] = await Promise.all([
        reading.adminGroups.list(), reading.adminGroups.countMembers(), reading.adminGroups.listPermissions(), reading.adminGroups.listGiven(),
      ])
      const countOf = new Map(members.map(({ groupId, count }) => [groupId, count]))
      return {
        groups: rows.map(row => ({ ...row, permissions: given.filter(({ groupId }) => groupId === row.id).map(({ code }) => code), members: countOf.get(row.id) ?? 0 })),
        permissions: permissions.map(row => ({ ...row, groups: given.filter(({ code }) => code === row.code).length })),
      }
    },

    /** @throws Refusal `group_taken`; of a field in `permissions`. */
    async create({ name, description = '', permissions = [] }: Changes & { name: string }, actor: Actor, visitor: Visitor): Promise<Group> {
      const now = clock.now()
      return toGroup(await decided(() => store.transaction(async (queries) => {
        const row = await queries.adminGroups.insert({ id: newId(), name, description, createdAt: now, updatedAt: now })
        if (!row) throw new Refusal('group_taken')
        await setPermissions(queries, row.id, permissions)
        await note(queries, actor, visitor, 'group.created', now, { group: row.id, name })
        return row
      })))
    },

    /** @throws Refusal `not_found`, `group_taken`; of a field in `permissions`. */
    async update(id: string, { name, description, permissions }: Changes, actor: Actor, visitor: Visitor): Promise<Group> {
      const now = clock.now()
      return toGroup(await decided(() => store.transaction(async (queries) => {
        const row = await queries.adminGroups.update(id, { ...(name !== undefined && { name }), ...(description !== undefined && { description }), updatedAt: now })
        if (!row) throw new Refusal('not_found')
        if (permissions) await setPermissions(queries, id, permissions)
        await note(queries, actor, visitor, 'group.updated', now, { group: id, name: row.name, ...(permissions && { permissions: permissions.join(', ') }) })
        return row
      })))
    },

    /** @throws Refusal `not_found` */
    async remove(id: string, actor: Actor, visitor: Visitor) {
      await store.transaction(async (queries) => {
        const row = await queries.adminGroups.delete(id)
        if (!row) throw new Refusal('not_found')
        await note(queries, actor, visitor, 'group.deleted', clock.now(), { group: id, name: row.name })
      })
    },

    /** @throws Refusal `not_found` */
    async members(id: string, { cursor, limit = defaultLimit }: { cursor?: string | undefined, limit?: number | undefined }) {
      const listed = { list: 'members', filters: { group: id } }
      const after = cursors.read(listed, z.string(), cursor)
      if (!await reading.adminGroups.find(id)) throw new Refusal('not_found')
      const rows = await reading.adminGroups.listMembers(id, after, limit + 1)
      const { page, nextCursor } = pageOf(rows, limit, ({ user }) => cursors.write(listed, user.id))
      return { users: page.map(({ user }) => toSummary(user)), nextCursor }
    },

    /** @throws Refusal `permission_taken` */
    async createPermission({ code, description = '' }: { code: string, description?: string | undefined }, actor: Actor, visitor: Visitor): Promise<Permission> {
      const now = clock.now()
      return store.transaction(async (queries) => {
        const row = await queries.adminGroups.insertPermission({ code, description, createdAt: now })
        if (!row) throw new Refusal('permission_taken')
        await note(queries, actor, visitor, 'permission.created', now, { permission: code })
        return { ...row, groups: 0 }
      })
    },

    /** @throws Refusal `not_found` */
    async removePermission(code: string, actor: Actor, visitor: Visitor) {
      await store.transaction(async (queries) => {
        if (!await queries.adminGroups.deletePermission(code)) throw new Refusal('not_found')
        await note(queries, actor, visitor, 'permission.deleted', clock.now(), { permission: code })
      })
    },
  }
}
export type AdminGroups = ReturnType<typeof createAdminGroups>
