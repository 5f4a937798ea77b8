import * as z from 'zod/mini'
import { instant, locale } from './fields.ts'

/** What people accept, each with a version of its own. */
export const documentNames = ['terms', 'privacy'] as const
export type DocumentName = typeof documentNames[number]

/** A document to accept before programs can be signed in to; `accepted` is the version that was accepted before, `null` for none. */
export const PendingDocument = z.object({ document: z.enum(documentNames), version: z.string(), accepted: z.nullable(z.string()) })
export type PendingDocument = z.output<typeof PendingDocument>

/** An account, as its owner sees it. */
export const User = z.object({
  id: z.string(),
  username: z.string(),
  /** `null` only for accounts made by a server with `provisioning: create`. */
  email: z.nullable(z.string()),
  emailVerified: z.boolean(),
  /** `null` until sign-in by SMS exists. */
  mobile: z.nullable(z.string()),
  displayName: z.string(),
  avatarUrl: z.nullable(z.string()),
  /** The linked account (`GET /users/me/identities`) that the picture comes from and follows. A node of an earlier release does not say. */
  avatarIdentityId: z._default(z.nullable(z.string()), null),
  locale,
  /** False for people who only ever signed in through a third party. */
  hasPassword: z.boolean(),
  isSuperuser: z.boolean(),
  createdAt: instant,
  /** What the person has yet to accept: `PUT /users/me/terms`. A node of an earlier release does not say. */
  pendingDocuments: z._default(z.array(PendingDocument), []),
})
export type User = z.output<typeof User>

/** What every way of signing in answers with, beside the refresh cookie. `expiresIn` is in seconds. */
export const Session = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  user: User,
})
export type Session = z.output<typeof Session>
