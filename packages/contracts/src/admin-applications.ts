import * as z from 'zod/mini'
import { Application, clientId } from './applications.ts'
import { endpoint, get, patch } from './endpoint.ts'
import { nextCursor, paging } from './paging.ts'

/** An application, and whose it is. */
export const OwnedApplication = z.object({
  ...Application.shape,
  owner: z.nullable(z.object({ id: z.string(), username: z.string() })),
  /** How many people allow it something. */
  consents: z.int(),
  /** What is permitted but not advised: `pkce-optional`, `legacy-grant`. */
  warnings: z.array(z.enum(['pkce-optional', 'legacy-grant'])),
})
export type OwnedApplication = z.output<typeof OwnedApplication>

/** Every application, to those who run the place. Changing what it says of itself goes through `/o/applications/:clientId`. */
export const adminApplications = {
  list: endpoint({
    ...get, path: '/admin/applications', access: 'superuser',
    summary: 'List all applications, newest first; `search` matches parts of names and complete client ids',
    query: z.strictObject({ search: z.optional(z.string().check(z.trim(), z.maxLength(100, { error: 'too_long' }), z.regex(/^[^\p{Surrogate}\0]*$/u, { error: 'invalid' }))), ...paging }),
    response: z.object({
      applications: z.array(OwnedApplication), nextCursor,
      /** The services that an application can be, by their addresses (setting `OAUTH_RESOURCES`). */
      resources: z.array(z.string()),
    }),
  }),
  update: endpoint({
    ...patch, path: '/admin/applications/:clientId', access: 'fresh-superuser', params: z.strictObject({ clientId }),
    summary: 'Disable (revoking its tokens) or enable an application, or set whether consent is skipped, whether its ID tokens say what the scopes say, and which service it is whose tokens it may introspect',
    body: z.strictObject({
      disabled: z.optional(z.boolean()),
      skipConsent: z.optional(z.boolean()),
      idTokenClaims: z.optional(z.boolean()),
      /** One of `resources`, for a confidential application; `null` for none. */
      resourceServer: z.optional(z.nullable(z.string().check(z.maxLength(2000, { error: 'too_long' })))),
    }),
    response: OwnedApplication, errors: ['not_found'],
  }),
}
