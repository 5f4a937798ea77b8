import { z } from 'zod'
import { codePurposes, locale } from '@gatehouse/contracts'

/** Linked accounts that a mail names: what the provider is called, what the person is called there, since when (ISO 8601). */
const linked = z.array(z.object({ provider: z.string(), name: z.string().nullable(), since: z.string() })).default([])

/** A notice about an account that needs nothing looked up: who, in which language, what happened. */
const notice = z.object({
  to: z.string(),
  locale,
  message: z.discriminatedUnion('name', [
    z.object({ name: z.literal('welcome'), username: z.string() }),
    // Without the lists in jobs of release 0.1.0.
    z.object({ name: z.literal('password-changed'), username: z.string(), othersEnded: z.boolean().default(true), linked }),
    z.object({ name: z.literal('password-reset'), username: z.string(), linked, dropped: linked }),
    z.object({ name: z.literal('username-changed'), username: z.string() }),
    z.object({ name: z.literal('email-changed'), username: z.string(), newEmail: z.string() }),
    z.object({ name: z.literal('identity-bound'), username: z.string(), provider: z.string() }),
    z.object({ name: z.literal('identity-unbound'), username: z.string(), provider: z.string() }),
    z.object({ name: z.literal('session-reused'), username: z.string() }),
    z.object({ name: z.literal('account-deleted'), username: z.string() }),
  ]),
})

/** Every kind of job there is, and what it carries. */
export const jobKinds = {
  /** A mailed code. Whether the address has an account is looked up when it is sent, not when it is asked for. `onBehalf`: an operator has asked. */
  'verification-code': z.object({ codeId: z.string(), code: z.string(), purpose: z.enum(codePurposes), onBehalf: z.boolean().optional() }),
  'notice': notice,
  /** An application is told that somebody is no longer signed in. */
  'backchannel-logout': z.object({ clientId: z.string(), userId: z.string(), sid: z.string() }),
} as const

export type JobKind = keyof typeof jobKinds
export type JobOf<K extends JobKind> = z.output<(typeof jobKinds)[K]>
export type Notice = JobOf<'notice'>

/** Does a job of one kind. `id` is stable over all attempts. Rejects when it may be tried again, with `PermanentFailure` when not. */
export type Handler = (payload: unknown, id: string) => Promise<void>
export type Handlers = Record<JobKind, Handler>

/** A handler that receives what its kind carries, parsed. */
export const handler = <S extends z.ZodType>(kind: S, work: (job: z.output<S>, id: string) => Promise<void>): Handler =>
  (payload, id) => work(kind.parse(payload), id)

/** Trying again would not help: the mail server has refused this message for good. */
export class PermanentFailure extends Error {}
