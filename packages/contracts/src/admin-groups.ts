import * as z from 'zod/mini'
import { del, endpoint, get, patch, post } from './endpoint.ts'
import { instant, readableName } from './fields.ts'
import { nextCursor, paging } from './paging.ts'
import { UserSummary } from './admin-users.ts'

/** A group and what its members may do. */
export const Group = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  permissions: z.array(z.string()),
  members: z.int(),
  createdAt: instant,
  updatedAt: instant,
})
export type Group = z.output<typeof Group>

/** Something one may be allowed to do, as a code that programs ask for. */
export const Permission = z.object({ code: z.string(), description: z.string(), groups: z.int(), createdAt: instant })
export type Permission = z.output<typeof Permission>

const tooLong = { error: 'too_long' }
const name = readableName(60)
const description = z.string().check(z.trim(), z.maxLength(500, tooLong), z.regex(/^[^\p{Surrogate}\0]*$/u, { error: 'invalid' }))
/** Like `orders.read`: 1 to 100 letters, digits and `. _ : -`. */
export const permissionCode = z.string().check(z.regex(/^[A-Za-z0-9][\w.:-]{0,99}$/, { error: 'invalid' }))
const codes = z.array(permissionCode).check(z.maxLength(500, tooLong))
const params = z.strictObject({ id: z.uuid() })

/** Groups of people, and the permissions they give. */
export const adminGroups = {
  list: endpoint({
    ...get, path: '/admin/groups', access: 'superuser',
    summary: 'List groups by name and permissions by code',
    response: z.object({ groups: z.array(Group), permissions: z.array(Permission) }),
  }),
  create: endpoint({
    ...post, path: '/admin/groups', access: 'fresh-superuser', status: 201,
    summary: 'Create a group',
    body: z.strictObject({ name, description: z.optional(description), permissions: z.optional(codes) }),
    response: Group, errors: ['group_taken'],
  }),
  update: endpoint({
    ...patch, path: '/admin/groups/:id', access: 'fresh-superuser', params,
    summary: 'Update a group; omitted fields are kept',
    body: z.strictObject({ name: z.optional(name), description: z.optional(description), permissions: z.optional(codes) }),
    response: Group, errors: ['not_found', 'group_taken'],
  }),
  delete: endpoint({
    ...del, path: '/admin/groups/:id', access: 'fresh-superuser', params,
    summary: 'Delete a group; its members are kept', errors: ['not_found'],
  }),
  members: endpoint({
    ...get, path: '/admin/groups/:id/members', access: 'superuser', params,
    summary: 'List the members of a group', query: z.strictObject(paging),
    response: z.object({ users: z.array(UserSummary), nextCursor }), errors: ['not_found'],
  }),
  createPermission: endpoint({
    ...post, path: '/admin/permissions', access: 'fresh-superuser', status: 201,
    summary: 'Create a permission',
    body: z.strictObject({ code: permissionCode, description: z.optional(description) }),
    response: Permission, errors: ['permission_taken'],
  }),
  deletePermission: endpoint({
    ...del, path: '/admin/permissions/:code', access: 'fresh-superuser', params: z.strictObject({ code: permissionCode }),
    summary: 'Delete a permission and remove it from all groups', errors: ['not_found'],
  }),
}
