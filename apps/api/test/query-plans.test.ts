import { getTableName } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../src/db/executor.ts'
import * as postgresTables from '../src/db/tables.postgres.ts'
import * as sqliteTables from '../src/db/tables.sqlite.ts'
import type { AuditFilters } from '../src/features/audit/audit.ts'
import { createStore, type Queries, type Store } from '../src/features/store.ts'
import { gramsOf } from '../src/lib/search-grams.ts'
import { dialect, freshDatabase, type TestDatabase } from './database.ts'
import { openBulk } from './seeding/bulk.ts'
import { fill } from './seeding/fill.ts'
import { inventRows } from './seeding/others.ts'
import { openPlans, type Plans } from './seeding/plans.ts'

const now = new Date()
const ago = new Date(now.getTime() - 29 * 86_400_000)
const people = 20_000
const filler = 4000

/** Tables that somebody writes by hand, or that hold a row for each day. */
const small = new Set(['permissions', 'groups', 'group_permissions', 'signing_keys', 'audit_counts', 'audit_counted', 'application_secrets', 'application_logos', 'applications'])

/** New rows, and rows found by their primary key on conflict: there is nothing to plan. */
const inserting = new Set([
  'users.insert', 'userSearch.write', 'userSearch.add', 'sessions.insert', 'sessions.insertToken', 'signInFailures.take', 'signInFailures.add', 'knownDevices.remember',
  'verificationCodes.insert', 'mailQuotas.take', 'codeFailures.take', 'idempotency.claim', 'identities.insert', 'identities.addKeys', 'federation.insertAttempt',
  'federation.insertHandoff', 'federation.insertTicket', 'applications.insert', 'applications.insertSecret', 'applications.putLogo', 'consents.hold',
  'authorization.put', 'authorization.insertOnce', 'authorization.link', 'audit.insert', 'auditCounts.begin', 'auditCounts.add', 'adminGroups.insert',
  'adminGroups.insertPermission', 'jobs.insert', 'signingKeys.insert',
])

/** What may go through everything, and why. */
const allowed: Record<string, string> = {
  'overview.countUsers': 'once a minute, aside',
  'overview.countDisabled': 'a partial index of the few',
  'overview.countSuperusers': 'a partial index of the few',
  'authorization.findSessionByUid': 'sorts what hangs on one browser session',
  'jobs.countByState': 'aside, and finished jobs are kept for a week',
  'adminGroups.countMembers': 'aside',
  'verificationCodes.voidAll': 'a command, after a restore; codes are kept for a day',
}

const [id, key, hash, device] = ['01900000-0000-7000-8000-000000000000', 'key', 'hash', 'device']
const user = { id, emailKey: 'ann@example.com' }
const end = { state: 'dead' as const, at: now }
const ends = { remembered: now, short: now }
const visitor = { ip: null, userAgent: null }

const calls: Record<string, (store: Queries) => PromiseLike<unknown>> = {
  'users.findById': q => q.users.findById(id), 'users.findByEmailKey': q => q.users.findByEmailKey(key), 'users.findByUsernameKey': q => q.users.findByUsernameKey(key),
  'users.findByUsername': q => q.users.findByUsername({ key, skeleton: key }), 'users.update': q => q.users.update(id, { updatedAt: now }),
  'users.adoptEmail': q => q.users.adoptEmail(id, { email: key, emailKey: key }, now),
  'users.acceptDocument': q => q.users.acceptDocument(id, 'terms', '1', now), 'users.noteEmailProven': q => q.users.noteEmailProven(id, now), 'users.confirmPassword': q => q.users.confirmPassword(id, hash, null),
  'users.confirmEnabled': q => q.users.confirmEnabled(id), 'users.confirmSuperuser': q => q.users.confirmSuperuser(id), 'users.setDisabled': q => q.users.setDisabled(id, now, now),
  'users.setSuperuser': q => q.users.setSuperuser(id, true, now), 'users.namesOf': q => q.users.namesOf([id, key]), 'users.replacePassword': q => q.users.replacePassword(id, null, hash, now),
  'users.delete': q => q.users.delete(id),
  'userSearch.find': q => q.userSearch.find(gramsOf('小明'), 10_000, 500), 'userSearch.listAfter': q => q.userSearch.listAfter(id, 500),
  'sessions.findLive': q => q.sessions.findLive(id, now), 'sessions.holdLive': q => q.sessions.holdLive(id, now), 'sessions.findOwn': q => q.sessions.findOwn(id, id),
  'sessions.touch': q => q.sessions.touch(id, now, ends, visitor), 'sessions.markAuthenticated': q => q.sessions.markAuthenticated(id, now), 'sessions.listLive': q => q.sessions.listLive(id, now),
  'sessions.listKept': q => q.sessions.listKept(id), 'sessions.end': q => q.sessions.end(id, 'all', now, now), 'sessions.listThrough': q => q.sessions.listThrough(id, { id, provider: 'github' }, id),
  'sessions.listUnended': q => q.sessions.listUnended(id, now, 500),
  'sessions.endEach': q => q.sessions.endEach([id], now, { seenSince: now, accessTokensUntil: now }), 'sessions.listEnded': q => q.sessions.listEnded(now, now),
  'sessions.deleteTokensOf': q => q.sessions.deleteTokensOf(id), 'sessions.keepUp': q => q.sessions.keepUp(id, now, now), 'sessions.findToken': q => q.sessions.findToken(hash), 'sessions.findGoing': q => q.sessions.findGoing(id, now),
  'sessions.isTokenUnused': q => q.sessions.isTokenUnused(id), 'sessions.consumeToken': q => q.sessions.consumeToken(hash, now, { id, sealed: key }, id),
  'sessions.deleteOld': q => q.sessions.deleteOld(ago, 500), 'sessions.deleteEnded': q => q.sessions.deleteEnded(ago, 500), 'sessions.deleteUsedTokens': q => q.sessions.deleteUsedTokens(ago, 500),
  'sessions.deleteOldTokens': q => q.sessions.deleteOldTokens(ago, 500), 'sessions.deleteOldEnds': q => q.sessions.deleteOldEnds(ago, 500),
  'signInFailures.waitUntil': q => q.signInFailures.waitUntil(key, now), 'signInFailures.undo': q => q.signInFailures.undo(key, now), 'signInFailures.find': q => q.signInFailures.find(key),
  'signInFailures.clear': q => q.signInFailures.clear([key]), 'signInFailures.deleteOld': q => q.signInFailures.deleteOld(ago, 500),
  'knownDevices.isKnown': q => q.knownDevices.isKnown(id, device), 'knownDevices.isKnownForEmail': q => q.knownDevices.isKnownForEmail(key, device),
  'knownDevices.listByUser': q => q.knownDevices.listByUser(id), 'knownDevices.deleteByUser': q => q.knownDevices.deleteByUser(id),
  'knownDevices.deleteOthers': q => q.knownDevices.deleteOthers(id, device), 'knownDevices.deleteOld': q => q.knownDevices.deleteOld(ago, 500),
  'verificationCodes.find': q => q.verificationCodes.find(id), 'verificationCodes.countTry': q => q.verificationCodes.countTry(id, 'register', key, 5, now),
  'verificationCodes.uncountTry': q => q.verificationCodes.uncountTry(id), 'verificationCodes.consume': q => q.verificationCodes.consume(id, now),
  'verificationCodes.voidOwn': q => q.verificationCodes.voidOwn({ emailKey: key, purpose: 'register', deviceHash: device }, now), 'verificationCodes.voidAll': q => q.verificationCodes.voidAll(now),
  'verificationCodes.voidAllOf': q => q.verificationCodes.voidAllOf(user, now), 'verificationCodes.deleteByEmail': q => q.verificationCodes.deleteByEmail(key),
  'verificationCodes.listByUser': q => q.verificationCodes.listByUser(user), 'verificationCodes.deleteOld': q => q.verificationCodes.deleteOld(ago, 500),
  'mailQuotas.find': q => q.mailQuotas.find(key), 'mailQuotas.giveBack': q => q.mailQuotas.giveBack(key, now), 'mailQuotas.deleteOld': q => q.mailQuotas.deleteOld(ago, 500),
  'codeFailures.find': q => q.codeFailures.find(key), 'codeFailures.giveBack': q => q.codeFailures.giveBack(key, now), 'codeFailures.deleteOld': q => q.codeFailures.deleteOld(ago, 500),
  'idempotency.findAnswer': q => q.idempotency.findAnswer(id), 'idempotency.complete': q => q.idempotency.complete(id, key, key), 'idempotency.release': q => q.idempotency.release(id, key),
  'idempotency.deleteOld': q => q.idempotency.deleteOld(ago, 500),
  'avatars.follow': q => q.avatars.follow(id, id, now), 'avatars.adopt': q => q.avatars.adopt(id, id, now), 'avatars.drop': q => q.avatars.drop(id, [id], now),
  'avatars.choose': async (q) => {
    await q.avatars.choose(id, null, now)
    await q.avatars.choose(id, id, now)
  },
  'identities.findByKey': q => q.identities.findByKey('github', { scope: '', subject: key }), 'identities.refresh': q => q.identities.refresh(id, { lastUsedAt: now }),
  'identities.listByUser': q => q.identities.listByUser(id), 'identities.listKeysByUser': q => q.identities.listKeysByUser(id), 'identities.findOwn': q => q.identities.findOwn(id, id),
  'identities.deleteByUser': q => q.identities.deleteByUser(id), 'identities.deleteUnlessLast': q => q.identities.deleteUnlessLast(id, id),
  'federation.findAttempt': q => q.federation.findAttempt(id, 'github', now), 'federation.takeAttempt': q => q.federation.takeAttempt(id, 'github', device, now),
  'federation.voidAttemptsOf': q => q.federation.voidAttemptsOf(id, now), 'federation.takeHandoff': q => q.federation.takeHandoff(id, device, now),
  'federation.findTicket': q => q.federation.findTicket(id, device, now), 'federation.takeTicket': q => q.federation.takeTicket(id, device, now),
  'federation.deleteOldAttempts': q => q.federation.deleteOldAttempts(ago, 500), 'federation.deleteOldHandoffs': q => q.federation.deleteOldHandoffs(ago, 500),
  'federation.deleteOldTickets': q => q.federation.deleteOldTickets(ago, 500),
  'applications.find': q => q.applications.find(id), 'applications.listByOwner': q => q.applications.listByOwner(id), 'applications.countByOwner': q => q.applications.countByOwner(id),
  'applications.disableOf': q => q.applications.disableOf(id, now),
  'applications.update': q => q.applications.update(id, { updatedAt: now }), 'applications.delete': q => q.applications.delete(id), 'applications.listSecrets': q => q.applications.listSecrets([id]),
  'applications.findSecret': q => q.applications.findSecret(id, id), 'applications.deleteSecretUnlessLast': q => q.applications.deleteSecretUnlessLast(id, id),
  'applications.deleteSecrets': q => q.applications.deleteSecrets(id), 'applications.deleteLogo': q => q.applications.deleteLogo(id), 'applications.findLogo': q => q.applications.findLogo(id),
  'consents.find': q => q.consents.find(id, id), 'consents.update': q => q.consents.update(id, { scopes: [], resources: {} }), 'consents.listByUser': q => q.consents.listByUser(id),
  'consents.delete': q => q.consents.delete(id, id), 'consents.deleteArtifacts': q => q.consents.deleteArtifacts(id, id),
  'permissions.rightsOf': q => q.permissions.rightsOf(id), 'permissions.listCodes': q => q.permissions.listCodes(),
  'authorization.find': q => q.authorization.find(key), 'authorization.findResting': q => q.authorization.findResting(key, now), 'authorization.findSessionByUid': q => q.authorization.findSessionByUid(id, id, now), 'authorization.findSession': q => q.authorization.findSession(key, id, now),
  'authorization.findByUserCode': q => q.authorization.findByUserCode(key), 'authorization.consume': q => q.authorization.consume(key, now), 'authorization.exchange': q => q.authorization.exchange(key, { successorKey: key, sealedSuccessor: key }, { now, since: ago }), 'authorization.mayBeExchangedAgain': q => q.authorization.mayBeExchangedAgain(key, ago),
  'authorization.findPollSeconds': q => q.authorization.findPollSeconds(key), 'authorization.takePoll': q => q.authorization.takePoll(key, now, now),
  'authorization.slowDown': q => q.authorization.slowDown(key, 10, now),
  'authorization.delete': q => q.authorization.delete(key),
  'authorization.deleteByGrant': q => q.authorization.deleteByGrant('AccessToken', id), 'authorization.replace': q => q.authorization.replace({ key, payload: key }, { payload: key, grantId: id, userId: null }, now),
  'authorization.deleteByUser': q => q.authorization.deleteByUser(id, { uids: [id], grantIds: [id] }), 'authorization.deleteAfter': q => q.authorization.deleteAfter(key, 500),
  'authorization.deleteGrants': q => q.authorization.deleteGrants([id]), 'authorization.findLinked': q => q.authorization.findLinked(id), 'authorization.listResting': q => q.authorization.listResting([id]),
  'authorization.listListening': q => q.authorization.listListening([id]), 'authorization.findClient': q => q.authorization.findClient(id), 'authorization.deleteExpired': q => q.authorization.deleteExpired(ago, 500),
  'audit.listByUser': q => q.audit.listByUser(id, 1000), 'audit.deleteOld': q => q.audit.deleteOld(ago, 500),
  'audit.list': async (q) => {
    const after = { at: ago, id }
    for (const filters of [
      {}, { userId: id }, { actorId: id }, { action: 'session.started' }, { action: 'user.disabled' }, { result: 'failure' as const }, { action: 'session.started', result: 'failure' as const }, { ip: '10.1.2.3' }, { clientId: id },
      { ip: '10.1.2.3', action: 'session.started', result: 'failure' as const }, { from: ago, until: now }, { userId: id, result: 'failure' as const, from: ago },
    ]) {
      await q.audit.list(filters, null, 26)
      await q.audit.list(filters, after, 26)
    }
  },
  'auditCounts.read': q => q.auditCounts.read(0), 'auditCounts.until': q => q.auditCounts.until(), 'auditCounts.countEvents': q => q.auditCounts.countEvents(new Date(now.getTime() - 900_000), now),
  'auditCounts.firstAt': q => q.auditCounts.firstAt(ago), 'auditCounts.advance': q => q.auditCounts.advance(ago, now), 'auditCounts.deleteOld': q => q.auditCounts.deleteOld(ago),
  'adminUsers.listNewest': async (q) => {
    await q.adminUsers.listNewest(null, 26)
    await q.adminUsers.listNewest(id, 26)
  },
  'adminUsers.listByPrefix': async (q) => {
    for (const by of ['usernameKey', 'emailKey', 'displayNameKey'] as const) {
      await q.adminUsers.listByPrefix(by, '王', null, 100)
      await q.adminUsers.listByPrefix(by, '王', { key: '王小', id }, 100)
    }
  },
  'adminUsers.listConsents': q => q.adminUsers.listConsents(id),
  'adminGroups.list': q => q.adminGroups.list(), 'adminGroups.find': q => q.adminGroups.find(id), 'adminGroups.findAll': q => q.adminGroups.findAll([id]), 'adminGroups.update': q => q.adminGroups.update(id, { updatedAt: now }),
  'adminGroups.delete': q => q.adminGroups.delete(id), 'adminGroups.countMembers': q => q.adminGroups.countMembers(), 'adminGroups.countMembersOf': q => q.adminGroups.countMembersOf(id),
  'adminGroups.listMembers': q => q.adminGroups.listMembers(id, id, 26), 'adminGroups.listPermissions': q => q.adminGroups.listPermissions(), 'adminGroups.findPermissions': q => q.adminGroups.findPermissions([key]),
  'adminGroups.listGiven': q => q.adminGroups.listGiven(), 'adminGroups.deletePermission': q => q.adminGroups.deletePermission(key), 'adminGroups.replacePermissions': q => q.adminGroups.replacePermissions(id, []),
  'adminGroups.listOfUser': q => q.adminGroups.listOfUser(id), 'adminGroups.replaceOfUser': q => q.adminGroups.replaceOfUser(id, [], now),
  'adminApplications.list': q => q.adminApplications.list('name', { createdAt: now, id }, 26), 'adminApplications.countConsents': q => q.adminApplications.countConsents([id]),
  'overview.countUsers': q => q.overview.countUsers(), 'overview.countDisabled': q => q.overview.countDisabled(), 'overview.countSuperusers': q => q.overview.countSuperusers(),
  'overview.countApplications': q => q.overview.countApplications(), 'overview.countGoing': q => q.overview.countGoing(now),
  'jobs.claim': q => q.jobs.claim(key, now, now, 10), 'jobs.finish': q => q.jobs.finish(id, key, end), 'jobs.putBack': q => q.jobs.putBack(id, key, { runAt: now }),
  'jobs.list': async (q) => {
    await q.jobs.list({ state: undefined, after: null }, 26)
    await q.jobs.list({ state: 'dead', after: id }, 26)
  },
  'jobs.find': q => q.jobs.find(id), 'jobs.countByState': q => q.jobs.countByState(), 'jobs.countIn': q => q.jobs.countIn('pending'), 'jobs.retry': q => q.jobs.retry(id, now),
  'jobs.wipeExpired': q => q.jobs.wipeExpired(ago, 500), 'jobs.deleteFinished': q => q.jobs.deleteFinished(ago, 500),
  'signingKeys.list': q => q.signingKeys.list(now), 'signingKeys.retireAll': q => q.signingKeys.retireAll(now),
}

const tables = Object.values(dialect === 'sqlite' ? sqliteTables : postgresTables)
const asked: { sql: string, params: unknown[] }[] = []
let testDatabase: TestDatabase
let database: Database
let store: Store
let plans: Plans

beforeAll(async () => {
  testDatabase = await freshDatabase()
  const bulk = await openBulk(testDatabase.url)
  await fill(bulk, { people, seed: 1, first: 0, now, passwordHash: null })
  const filled = new Set(['users', 'user_search', 'sessions', 'refresh_tokens', 'known_devices', 'identities', 'identity_keys', 'audit_events', 'consents', 'applications'])
  const idsOf = async (table: string) => (await testDatabase.rows(`${table} limit ${filler}`)).map(row => String(row['id']))
  const [userIds, sessionIds] = [await idsOf('users'), await idsOf('sessions')]
  for (const table of tables) {
    const name = getTableName(table)
    if (small.has(name) || filled.has(name) || name === 'user_groups') continue
    await bulk.write({ [name]: inventRows(table, filler, now, { user_id: userIds, session_id: sessionIds, application_id: [null] }) })
  }
  const groups = inventRows(dialect === 'sqlite' ? sqliteTables.groups : postgresTables.groups, 20, now, {})
  await bulk.write({ groups, user_groups: userIds.map((user_id, index) => ({ id: `member ${index}`, user_id, group_id: `id ${index % 20}`, created_at: now })) })
  await bulk.finish()
  database = await testDatabase.open({ logger: { logQuery: (sql, params) => { asked.push({ sql, params }) } } })
  store = createStore(database)
  plans = await openPlans(testDatabase.url, new Set(tables.map(table => getTableName(table)).filter(name => !small.has(name))))
})

afterAll(async () => {
  await plans.close()
  await database.close()
  await testDatabase.drop()
})

test('every query of the store is looked at here', () => {
  const all = Object.entries(store).flatMap(([feature, queries]) =>
    typeof queries === 'object' && feature !== 'reading' ? Object.keys(queries).map(name => `${feature}.${name}`) : [])
  expect([...Object.keys(calls), ...inserting].sort()).toEqual(all.sort())
})

class Undo extends Error {}

test.each(Object.keys(calls))('%s costs no more because there are more people', async (name) => {
  asked.length = 0
  await store.transaction(async (queries) => {
    await calls[name]?.(queries)
    throw new Undo()
  }).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
  expect(asked.length).toBeGreaterThan(0)
  for (const { sql, params } of [...asked]) {
    expect(sql).not.toMatch(/\boffset\b/)
    if (allowed[name] === undefined) expect([name, sql, await plans.faults(sql, params)]).toEqual([name, sql, []])
  }
})

const narrowed: [AuditFilters, string][] = [
  [{ action: 'user.disabled' }, 'audit_events_action_result_at'], [{ action: 'user.disabled', result: 'failure' }, 'audit_events_action_result_at'],
  [{ clientId: id }, 'audit_events_client_at'], [{ actorId: id }, 'audit_events_actor_at'], [{ userId: id, result: 'failure' }, 'audit_events_user_id_at'],
  [{ ip: '192.0.2.1', action: 'session.started', result: 'failure' }, 'audit_events_ip_at'],
]
// Postgres knows how many failures there are, and looks for many of them along the time.
if (dialect === 'sqlite') narrowed.push([{ result: 'failure' }, 'audit_events_result_at'])

test.each(narrowed)('the audit log narrowed by %j is a walk along %s', async (filters, index) => {
  asked.length = 0
  await store.audit.list(filters, { at: now, id }, 26)
  const written = await Promise.all(asked.map(({ sql, params }) => plans.plan(sql, params)))
  expect(written.length).toBeGreaterThan(0)
  for (const plan of written) expect(plan).toMatch(new RegExp(`\\b${index}\\b`))
})
