import * as z from 'zod/mini'
import { instant, locale } from './fields.ts'

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
  locale,
  /** False for people who only ever signed in through a third party. */
  hasPassword: z.boolean(),
  isSuperuser: z.boolean(),
  createdAt: instant,
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
