import { sql } from 'drizzle-orm'
import type { Columns } from './columns.ts'

/** People, how they get in, and what is noted about it; once, for both databases. */
export function defineAccountTables(c: Columns) {
  const users = c.table('users', {
    id: c.text('id').primaryKey(),
    username: c.text('username').notNull(),
    /** Normalised and case-folded: what makes a name the same name. */
    usernameKey: c.text('username_key').notNull(),
    /** What the name looks like (UTS #39): a name that looks like another's is taken. */
    usernameSkeleton: c.text('username_skeleton').notNull(),
    email: c.text('email'),
    emailKey: c.text('email_key'),
    emailVerifiedAt: c.instant('email_verified_at'),
    /**
     * When the address was first proved to this server by a mailed code; `null` while only a provider (or an operator) vouches for it.
     * A reset of the password is then the first proof, and what was linked before is dropped.
     */
    emailProvenAt: c.instant('email_proven_at'),
    mobile: c.text('mobile'),
    displayName: c.text('display_name').notNull(),
    /** Case-folded, to be searched by. */
    displayNameKey: c.text('display_name_key'),
    avatarUrl: c.text('avatar_url'),
    /** The identity that the picture follows; `null` where there is none, or it came from nobody knows where before this was noted. */
    avatarIdentityId: c.text('avatar_identity_id'),
    /** Whether the person has said which picture to show, or that there is to be none. */
    avatarChosen: c.boolean('avatar_chosen').notNull().default(false),
    locale: c.text('locale').$type<'zh-CN' | 'en'>().notNull(),
    passwordHash: c.text('password_hash'),
    passwordChangedAt: c.instant('password_changed_at'),
    isSuperuser: c.boolean('is_superuser').notNull().default(false),
    disabledAt: c.instant('disabled_at'),
    /** Which versions of the two documents were accepted last, and when; `null` for accounts that were made without asking the person. */
    termsVersion: c.text('terms_version'),
    termsAcceptedAt: c.instant('terms_accepted_at'),
    privacyVersion: c.text('privacy_version'),
    privacyAcceptedAt: c.instant('privacy_accepted_at'),
    createdAt: c.instant('created_at').notNull(),
    updatedAt: c.instant('updated_at').notNull(),
  }, t => [
    c.uniqueIndex('users_username_key').on(t.usernameKey),
    c.uniqueIndex('users_username_skeleton').on(t.usernameSkeleton),
    c.uniqueIndex('users_email_key').on(t.emailKey),
    c.index('users_display_name_key').on(t.displayNameKey, t.id),
    // The few among the many, to be counted.
    c.index('users_disabled').on(t.id).where(sql`${t.disabledAt} is not null`),
    c.index('users_superusers').on(t.id).where(sql`${t.isSuperuser}`),
  ])

  const sessions = c.table('sessions', {
    id: c.text('id').primaryKey(),
    userId: c.text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    /** `password`, or the id of the provider the person came through. */
    method: c.text('method').notNull(),
    /** The identity that the person came through; kept when that is removed. `null` for other methods, and in rows of release 0.1.0. */
    identityId: c.text('identity_id'),
    remember: c.boolean('remember').notNull(),
    deviceHash: c.text('device_hash'),
    ip: c.text('ip'),
    userAgent: c.text('user_agent'),
    createdAt: c.instant('created_at').notNull(),
    lastSeenAt: c.instant('last_seen_at').notNull(),
    authenticatedAt: c.instant('authenticated_at').notNull(),
    /** The end that no refreshing moves. */
    expiresAt: c.instant('expires_at').notNull(),
    /** When it ends unless it is refreshed before; never after `expiresAt`. To be counted by: what decides is its refresh token. */
    idleEndsAt: c.instant('idle_ends_at'),
    endedAt: c.instant('ended_at'),
  }, t => [
    c.index('sessions_user_id').on(t.userId), c.index('sessions_expires_at').on(t.expiresAt),
    // Those that go on, to be counted from the index alone.
    c.index('sessions_going').on(t.idleEndsAt).where(sql`${t.endedAt} is null`),
    c.index('sessions_ended_at').on(t.endedAt).where(sql`${t.endedAt} is not null`),
  ])

  const refreshTokens = c.table('refresh_tokens', {
    id: c.text('id').primaryKey(),
    sessionId: c.text('session_id').notNull().references(() => sessions.id, { onDelete: 'cascade' }),
    tokenHash: c.text('token_hash').notNull(),
    createdAt: c.instant('created_at').notNull(),
    /** End of idleness; never after the session's own end. */
    expiresAt: c.instant('expires_at').notNull(),
    usedAt: c.instant('used_at'),
    successorId: c.text('successor_id'),
    /** The successor, sealed under a key made from this token, which is not stored: the row alone yields nothing. */
    sealedSuccessor: c.text('sealed_successor'),
  }, t => [
    c.uniqueIndex('refresh_tokens_token_hash').on(t.tokenHash),
    c.index('refresh_tokens_session_id').on(t.sessionId),
    c.index('refresh_tokens_expires_at').on(t.expiresAt),
    c.index('refresh_tokens_used_at').on(t.usedAt).where(sql`${t.usedAt} is not null`),
  ])

  /** Sessions whose access tokens may still be about; kept for one token lifetime and followed by every node. */
  const endedSessions = c.table('ended_sessions', {
    sessionId: c.text('session_id').primaryKey(),
    endedAt: c.instant('ended_at').notNull(),
    expiresAt: c.instant('expires_at').notNull(),
  }, t => [c.index('ended_sessions_ended_at').on(t.endedAt), c.index('ended_sessions_expires_at').on(t.expiresAt)])

  const knownDevices = c.table('known_devices', {
    id: c.text('id').primaryKey(),
    userId: c.text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    deviceHash: c.text('device_hash').notNull(),
    firstSeenAt: c.instant('first_seen_at').notNull(),
    lastSeenAt: c.instant('last_seen_at').notNull(),
  }, t => [
    c.uniqueIndex('known_devices_user_device').on(t.userId, t.deviceHash),
    c.index('known_devices_last_seen_at').on(t.lastSeenAt),
  ])

  const verificationCodes = c.table('verification_codes', {
    id: c.text('id').primaryKey(),
    purpose: c.text('purpose').$type<'register' | 'reset-password' | 'change-email' | 'reauthenticate'>().notNull(),
    email: c.text('email').notNull(),
    emailKey: c.text('email_key').notNull(),
    /** Who asked, where the purpose needs a session. */
    userId: c.text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** The browser that asked, so that its next request replaces this one. */
    deviceHash: c.text('device_hash').notNull(),
    /** Keyed: without `SECRET_KEY` the digits cannot be tried against it. */
    codeHash: c.text('code_hash').notNull(),
    locale: c.text('locale').$type<'zh-CN' | 'en'>().notNull(),
    tries: c.integer('tries').notNull().default(0),
    createdAt: c.instant('created_at').notNull(),
    expiresAt: c.instant('expires_at').notNull(),
    usedAt: c.instant('used_at'),
    voidedAt: c.instant('voided_at'),
  }, t => [
    c.index('verification_codes_email_key').on(t.emailKey),
    c.index('verification_codes_user_id').on(t.userId),
    c.index('verification_codes_expires_at').on(t.expiresAt),
  ])

  /** A way into an account through a provider. */
  const identities = c.table('identities', {
    id: c.text('id').primaryKey(),
    userId: c.text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    provider: c.text('provider').notNull(),
    displayName: c.text('display_name'),
    avatarUrl: c.text('avatar_url'),
    /** What the provider says of it stays here; see `adoptEmail` for when it becomes the account's. */
    email: c.text('email'),
    emailVerified: c.boolean('email_verified').notNull(),
    /** What the provider says the person may do; counts only where the settings trust that provider with it. */
    roles: c.json('roles').$type<{ groups: readonly string[], permissions: readonly string[] }>(),
    createdAt: c.instant('created_at').notNull(),
    lastUsedAt: c.instant('last_used_at').notNull(),
  }, t => [c.index('identities_user_id').on(t.userId)])

  /** Under what a provider knows an identity; some have several, and tell the better one later. */
  const identityKeys = c.table('identity_keys', {
    id: c.text('id').primaryKey(),
    identityId: c.text('identity_id').notNull().references(() => identities.id, { onDelete: 'cascade' }),
    provider: c.text('provider').notNull(),
    scope: c.text('scope').notNull(),
    subject: c.text('subject').notNull(),
  }, t => [
    c.uniqueIndex('identity_keys_subject').on(t.provider, t.scope, t.subject),
    c.index('identity_keys_identity_id').on(t.identityId),
  ])

  /** Sign-ins begun at a provider, named by the hash of their state. */
  const federationAttempts = c.table('federation_attempts', {
    id: c.text('id').primaryKey(),
    provider: c.text('provider').notNull(),
    intent: c.text('intent').$type<'sign-in' | 'bind' | 'reauthenticate'>().notNull(),
    /** Who began it, where the intent needs somebody signed in. */
    userId: c.text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    sessionId: c.text('session_id'),
    deviceHash: c.text('device_hash').notNull(),
    /** PKCE verifier and nonce, under `SECRET_KEY`. */
    sealedSecrets: c.text('sealed_secrets').notNull(),
    next: c.text('next'),
    remember: c.boolean('remember').notNull(),
    createdAt: c.instant('created_at').notNull(),
    expiresAt: c.instant('expires_at').notNull(),
    usedAt: c.instant('used_at'),
  }, t => [c.index('federation_attempts_expires_at').on(t.expiresAt), c.index('federation_attempts_user_id').on(t.userId)])

  /** What a provider sent back to the API itself, until the page that began it asks for it. */
  const handoffs = c.table('handoffs', {
    id: c.text('id').primaryKey(),
    provider: c.text('provider').notNull(),
    deviceHash: c.text('device_hash').notNull(),
    /** State, code or error, under `SECRET_KEY`. */
    sealedAnswer: c.text('sealed_answer').notNull(),
    createdAt: c.instant('created_at').notNull(),
    expiresAt: c.instant('expires_at').notNull(),
    usedAt: c.instant('used_at'),
  }, t => [c.index('handoffs_expires_at').on(t.expiresAt)])

  /** Somebody a provider vouches for, who has no account here yet or has not said which. */
  const bindingTickets = c.table('binding_tickets', {
    id: c.text('id').primaryKey(),
    provider: c.text('provider').notNull(),
    deviceHash: c.text('device_hash').notNull(),
    /** The upstream identity, under `SECRET_KEY`. */
    sealedIdentity: c.text('sealed_identity').notNull(),
    next: c.text('next'),
    remember: c.boolean('remember').notNull(),
    createdAt: c.instant('created_at').notNull(),
    expiresAt: c.instant('expires_at').notNull(),
    usedAt: c.instant('used_at'),
  }, t => [c.index('binding_tickets_expires_at').on(t.expiresAt)])

  /** Requests with an `Idempotency-Key`: under way, or answered; named by a hash of the key and of whoever sent it. */
  const idempotentRequests = c.table('idempotent_requests', {
    id: c.text('id').primaryKey(),
    /** Whoever works on it, until `claimedUntil`; then it has died, and another may. */
    claim: c.text('claim').notNull(),
    claimedUntil: c.instant('claimed_until').notNull(),
    /** What the answer is made of, once there is one: under `SECRET_KEY`, and under a key made from the request, which is not stored. */
    sealedAnswer: c.text('sealed_answer'),
    expiresAt: c.instant('expires_at').notNull(),
  }, t => [c.index('idempotent_requests_expires_at').on(t.expiresAt)])

  /** Counters of what may be mailed in a window of time. */
  const mailQuotas = c.table('mail_quotas', {
    key: c.text('key').primaryKey(),
    count: c.integer('count').notNull(),
    endsAt: c.instant('ends_at').notNull(),
  }, t => [c.index('mail_quotas_ends_at').on(t.endsAt)])

  /** Wrong mailed codes in a window of time: by account or address, by network, and altogether. */
  const codeFailures = c.table('code_failures', {
    key: c.text('key').primaryKey(),
    count: c.integer('count').notNull(),
    endsAt: c.instant('ends_at').notNull(),
  }, t => [c.index('code_failures_ends_at').on(t.endsAt)])

  /** Wrong passwords in a row, per account or per account and known device. */
  const signInFailures = c.table('sign_in_failures', {
    key: c.text('key').primaryKey(),
    failures: c.integer('failures').notNull(),
    nextTryAt: c.instant('next_try_at').notNull(),
    lastTryAt: c.instant('last_try_at').notNull(),
  }, t => [c.index('sign_in_failures_last_try_at').on(t.lastTryAt)])

  /** Effects to come, written in the transaction that decided them. */
  const jobs = c.table('jobs', {
    id: c.text('id').primaryKey(),
    kind: c.text('kind').notNull(),
    /** Sealed under `SECRET_KEY`; emptied when the job is done. */
    payload: c.text('payload').notNull(),
    state: c.text('state').$type<'pending' | 'leased' | 'sent' | 'dead'>().notNull().default('pending'),
    runAt: c.instant('run_at').notNull(),
    /** After this instant the job is of no use any more. */
    expiresAt: c.instant('expires_at').notNull(),
    attempts: c.integer('attempts').notNull().default(0),
    lease: c.text('lease'),
    leasedUntil: c.instant('leased_until'),
    lastError: c.text('last_error'),
    createdAt: c.instant('created_at').notNull(),
    finishedAt: c.instant('finished_at'),
  }, t => [
    c.index('jobs_state_run_at').on(t.state, t.runAt), c.index('jobs_state_id').on(t.state, t.id), c.index('jobs_finished_at').on(t.finishedAt),
    // Given up, and still carrying something.
    c.index('jobs_dead_expires_at').on(t.expiresAt).where(sql`${t.state} = 'dead' and ${t.payload} <> ''`),
  ])

  const signingKeys = c.table('signing_keys', {
    kid: c.text('kid').primaryKey(),
    algorithm: c.text('algorithm').$type<'ES256' | 'RS256'>().notNull().default('ES256'),
    publicKey: c.text('public_key').notNull(),
    /** PKCS #8 PEM, sealed under `SECRET_KEY`. */
    sealedPrivateKey: c.text('sealed_private_key').notNull(),
    createdAt: c.instant('created_at').notNull(),
    /** From then on it signs; published before, so that everybody knows it by then. `null`: from the beginning. */
    activeAt: c.instant('active_at'),
    /** From then on it is not published any more, and what it signed is refused. */
    retiredAt: c.instant('retired_at'),
  })

  /** By which parts a person can be found: see `lib/search-grams.ts`. */
  const userSearch = c.table('user_search', {
    /** In the order in which people came; a list goes on from here. */
    place: c.serial('place'),
    userId: c.text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    /** Separated by spaces. */
    grams: c.text('grams').notNull(),
  }, t => [c.uniqueIndex('user_search_user_id').on(t.userId)])

  return {
    users, sessions, refreshTokens, endedSessions, knownDevices, verificationCodes,
    identities, identityKeys, federationAttempts, handoffs, bindingTickets,
    idempotentRequests, mailQuotas, codeFailures, signInFailures, jobs, signingKeys, userSearch,
  }
}

export type AccountTables = ReturnType<typeof defineAccountTables>
