import type { GrantType } from '@gatehouse/contracts/programs'
import type { AccountTables } from './account-tables.ts'
import type { Columns } from './columns.ts'

/** Programs that sign people in through us, what they were given, and what people may do; once, for both databases. */
export function defineAuthorizationTables(c: Columns, { users, sessions }: AccountTables) {
  const applications = c.table('applications', {
    /** `client_id` of the protocol. */
    id: c.text('id').primaryKey(),
    ownerId: c.text('owner_id').references(() => users.id, { onDelete: 'set null' }),
    name: c.text('name').notNull(),
    clientType: c.text('client_type').$type<'confidential' | 'public'>().notNull(),
    applicationType: c.text('application_type').$type<'web' | 'native'>().notNull(),
    tokenEndpointAuthMethod: c.text('token_endpoint_auth_method').$type<'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'>().notNull(),
    grantTypes: c.json('grant_types').$type<GrantType[]>().notNull(),
    redirectUris: c.json('redirect_uris').$type<string[]>().notNull(),
    postLogoutRedirectUris: c.json('post_logout_redirect_uris').$type<string[]>().notNull(),
    allowedOrigins: c.json('allowed_origins').$type<string[]>().notNull(),
    scopes: c.json('scopes').$type<string[]>().notNull(),
    requirePkce: c.boolean('require_pkce').notNull(),
    skipConsent: c.boolean('skip_consent').notNull(),
    backchannelLogoutUri: c.text('backchannel_logout_uri'),
    homepageUrl: c.text('homepage_url'),
    /** Public keys for `private_key_jwt` (RFC 7517). */
    jwks: c.json('jwks').$type<{ keys: Record<string, unknown>[] }>(),
    idTokenSignedResponseAlg: c.text('id_token_signed_response_alg').$type<'RS256' | 'ES256'>().notNull(),
    /** Whether the ID token says what userinfo says. */
    idTokenClaims: c.boolean('id_token_claims').notNull().default(false),
    /** The audience whose tokens it may introspect (RFC 7662). */
    resourceServer: c.text('resource_server'),
    /** Changes with the picture. */
    logoVersion: c.text('logo_version'),
    disabledAt: c.instant('disabled_at'),
    createdAt: c.instant('created_at').notNull(),
    updatedAt: c.instant('updated_at').notNull(),
  }, t => [c.index('applications_owner_id').on(t.ownerId), c.index('applications_created_at').on(t.createdAt, t.id)])

  const applicationLogos = c.table('application_logos', {
    applicationId: c.text('application_id').primaryKey().references(() => applications.id, { onDelete: 'cascade' }),
    mediaType: c.text('media_type').notNull(),
    /** Base64. */
    image: c.text('image').notNull(),
  })

  const applicationSecrets = c.table('application_secrets', {
    id: c.text('id').primaryKey(),
    applicationId: c.text('application_id').notNull().references(() => applications.id, { onDelete: 'cascade' }),
    /** 1 or 2: an application has two live secrets at most. */
    place: c.integer('place').notNull(),
    secretHash: c.text('secret_hash').notNull(),
    /** Its last four characters, to be told from the other one. */
    hint: c.text('hint').notNull(),
    createdAt: c.instant('created_at').notNull(),
  }, t => [c.uniqueIndex('application_secrets_place').on(t.applicationId, t.place)])

  /** What a person has allowed an application. */
  const consents = c.table('consents', {
    id: c.text('id').primaryKey(),
    userId: c.text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    applicationId: c.text('application_id').notNull().references(() => applications.id, { onDelete: 'cascade' }),
    scopes: c.json('scopes').$type<string[]>().notNull(),
    /** Scopes at other resource servers (RFC 8707), by resource. */
    resources: c.json('resources').$type<Record<string, string[]>>().notNull(),
    createdAt: c.instant('created_at').notNull(),
    updatedAt: c.instant('updated_at').notNull(),
  }, t => [c.uniqueIndex('consents_user_application').on(t.userId, t.applicationId), c.index('consents_application_id').on(t.applicationId)])

  /** What oidc-provider keeps: codes, tokens, grants, browser sessions, interactions. Bearers are named by their hash. */
  const authorizationArtifacts = c.table('authorization_artifacts', {
    /** `<kind>:<id or hash>` */
    key: c.text('key').primaryKey(),
    kind: c.text('kind').notNull(),
    payload: c.text('payload').notNull(),
    grantId: c.text('grant_id'),
    uid: c.text('uid'),
    userCode: c.text('user_code'),
    userId: c.text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    applicationId: c.text('application_id').references(() => applications.id, { onDelete: 'cascade' }),
    expiresAt: c.instant('expires_at'),
    consumedAt: c.instant('consumed_at'),
    /** Of a refresh token that was exchanged: the one it was exchanged for, by its key and sealed with the old one, which we do not have. */
    successorKey: c.text('successor_key'),
    sealedSuccessor: c.text('sealed_successor'),
    /** Of a device that waits: how long it has to between two requests, in seconds, and when it may ask next. */
    pollSeconds: c.integer('poll_seconds'),
    pollAfter: c.instant('poll_after'),
  }, t => [
    c.index('authorization_artifacts_grant_id').on(t.grantId),
    c.index('authorization_artifacts_uid').on(t.uid),
    c.uniqueIndex('authorization_artifacts_user_code').on(t.userCode),
    c.index('authorization_artifacts_user_application').on(t.userId, t.applicationId),
    c.index('authorization_artifacts_application_id').on(t.applicationId),
    c.index('authorization_artifacts_expires_at').on(t.expiresAt),
  ])

  /** Which of our sessions a browser session of oidc-provider rests on; its `uid` stays when its id changes. */
  const authorizationSessions = c.table('authorization_sessions', {
    uid: c.text('uid').primaryKey(),
    sessionId: c.text('session_id').notNull().references(() => sessions.id, { onDelete: 'cascade' }),
  }, t => [c.index('authorization_sessions_session_id').on(t.sessionId)])

  const permissions = c.table('permissions', {
    code: c.text('code').primaryKey(),
    description: c.text('description').notNull(),
    createdAt: c.instant('created_at').notNull(),
  })

  const groups = c.table('groups', {
    id: c.text('id').primaryKey(),
    name: c.text('name').notNull(),
    description: c.text('description').notNull(),
    createdAt: c.instant('created_at').notNull(),
    updatedAt: c.instant('updated_at').notNull(),
  }, t => [c.uniqueIndex('groups_name').on(t.name)])

  const groupPermissions = c.table('group_permissions', {
    id: c.text('id').primaryKey(),
    groupId: c.text('group_id').notNull().references(() => groups.id, { onDelete: 'cascade' }),
    permissionCode: c.text('permission_code').notNull().references(() => permissions.code, { onDelete: 'cascade' }),
  }, t => [c.uniqueIndex('group_permissions_both').on(t.groupId, t.permissionCode), c.index('group_permissions_code').on(t.permissionCode)])

  const userGroups = c.table('user_groups', {
    id: c.text('id').primaryKey(),
    userId: c.text('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
    groupId: c.text('group_id').notNull().references(() => groups.id, { onDelete: 'cascade' }),
    createdAt: c.instant('created_at').notNull(),
  }, t => [c.uniqueIndex('user_groups_both').on(t.userId, t.groupId), c.index('user_groups_group_id').on(t.groupId, t.userId)])

  return {
    applications, applicationLogos, applicationSecrets, consents, authorizationArtifacts, authorizationSessions,
    permissions, groups, groupPermissions, userGroups,
  }
}
