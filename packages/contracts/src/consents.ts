import * as z from 'zod/mini'
import { clientId } from './applications.ts'
import { del, endpoint, get } from './endpoint.ts'
import { instant } from './fields.ts'

/** An application, as the people see it whom it asks. */
export const ApplicationFace = z.object({
  clientId: z.string(),
  name: z.string(),
  logoUrl: z.nullable(z.string()),
  homepageUrl: z.nullable(z.string()),
})
export type ApplicationFace = z.output<typeof ApplicationFace>

/** What a person has allowed an application. `scopes` has those of resource servers as well. */
export const Consent = z.object({
  application: ApplicationFace,
  scopes: z.array(z.string()),
  createdAt: instant,
  updatedAt: instant,
})
export type Consent = z.output<typeof Consent>

/** What people have allowed, and how they take it back. */
export const consents = {
  list: endpoint({
    ...get, path: '/users/me/consents', access: 'session',
    summary: 'The applications that this account has allowed something, the latest first',
    response: z.object({ consents: z.array(Consent) }),
  }),
  revoke: endpoint({
    ...del, path: '/users/me/consents/:clientId', access: 'session',
    summary: 'Revoke the consent given to an application; its tokens are revoked immediately',
    params: z.strictObject({ clientId }),
    errors: ['not_found'],
  }),
}
