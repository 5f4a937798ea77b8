import * as z from 'zod/mini'
import { endpoint, get } from './endpoint.ts'

/** What a person may do: the names of their groups, and permission codes, each once and sorted. Superusers have every code there is. */
export const Permissions = z.object({ groups: z.array(z.string()), permissions: z.array(z.string()) })
export type Permissions = z.output<typeof Permissions>

/** What somebody may do, to themselves and to programs they let know. */
export const permissions = {
  mine: endpoint({
    ...get, path: '/users/me/permissions', access: 'session',
    summary: 'List the permissions of the account',
    response: Permissions,
  }),
  baseInfo: endpoint({
    ...get, path: '/public-api/current_user/base_info', access: 'application', scopes: ['profile', 'email'],
    summary: 'Get the user of the access token, for applications',
    response: z.object({ name: z.string(), name_cn: z.string(), email: z.nullable(z.string()) }),
  }),
  allPermissions: endpoint({
    ...get, path: '/public-api/current_user/all_permissions', access: 'application', scopes: ['permissions'],
    summary: 'List the permissions of the user of the access token, for applications',
    response: Permissions,
  }),
}
