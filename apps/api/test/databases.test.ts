import { setTimeout as sleep } from 'node:timers/promises'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { expect, onTestFinished, test } from 'vitest'
import { dialect, freshDatabase } from './database.ts'
import { createStore } from '../src/features/store.ts'
import { isUnavailable, isUniqueViolation, sqlState } from '../src/db/faults.ts'

const now = new Date('2026-01-02T03:04:05.678Z')
const user = (id: string, changes: object = {}) => ({
  id, username: id, usernameKey: id, usernameSkeleton: id, email: `${id}@example.com`, emailKey: `${id}@example.com`, displayName: 'Ä 好 🌿', locale: 'en' as const, createdAt: now, updatedAt: now, ...changes,
})

async function open() {
  const testDatabase = await freshDatabase()
  const database = await testDatabase.open()
  onTestFinished(async () => {
    await database.close()
    await testDatabase.drop()
  })
  return { testDatabase, database, store: createStore(database) }
}

test('what was put in comes back, with its types: instants to the millisecond, booleans, JSON, null', async () => {
  const { store } = await open()
  await store.users.insert(user('a', { isSuperuser: true, emailVerifiedAt: now, mobile: null }))
  expect(await store.users.findById('a')).toEqual({
    ...user('a'), isSuperuser: true, emailVerifiedAt: now, emailProvenAt: null, mobile: null, displayNameKey: 'ä 好 🌿', avatarUrl: null, avatarIdentityId: null, avatarChosen: false, passwordHash: null, passwordChangedAt: null, disabledAt: null, termsVersion: null, privacyVersion: null, privacyAcceptedAt: null, termsAcceptedAt: null,
  })
  await store.audit.insert({ id: 'e', at: now, action: 'x', result: 'success', userId: 'a', details: { text: 'ü', number: 1.5, yes: true } })
  expect((await store.audit.listByUser('a', 1))[0]).toMatchObject({ at: now, details: { text: 'ü', number: 1.5, yes: true } })
})

test('the same name or address twice is a conflict, also for an update', async () => {
  const { store } = await open()
  await store.users.insert(user('a'))
  for (const clash of [{ usernameKey: 'a' }, { usernameSkeleton: 'a' }, { emailKey: 'a@example.com' }]) expect(await store.users.insert(user('b', clash))).toBeNull()
  await store.users.insert(user('c'))
  const error: unknown = await store.users.update('c', { usernameKey: 'a' }).then(() => null, (reason: unknown) => reason)
  expect(isUniqueViolation(error)).toBe(true)
  expect(isUnavailable(error)).toBe(false)
})

test('accounts without an address do not clash', async () => {
  const { store } = await open()
  for (const id of ['a', 'b']) expect(await store.users.insert(user(id, { email: null, emailKey: null }))).not.toBeNull()
})

test('a failed transaction leaves nothing behind, and what happens beside it stays', async () => {
  const { store } = await open()
  const failing = store.transaction(async (queries) => {
    await queries.users.insert(user('a'))
    await sleep(30)
    throw new Error('no')
  })
  await sleep(5)
  const beside = store.users.insert(user('b'))
  await expect(failing).rejects.toThrow('no')
  await beside
  expect([await store.users.findById('a'), (await store.users.findById('b'))?.id]).toEqual([null, 'b'])
})

test('foreign keys are enforced, and deleting a person takes along what is theirs', async () => {
  const { store, testDatabase } = await open()
  const session = { id: 's', userId: 'a', method: 'password', remember: false, createdAt: now, lastSeenAt: now, authenticatedAt: now, expiresAt: now }
  await expect(store.sessions.insert(session)).rejects.toThrow()
  await store.users.insert(user('a'))
  await store.sessions.insert(session)
  await store.sessions.insertToken({ id: 't', sessionId: 's', tokenHash: 'h', createdAt: now, expiresAt: now })
  await store.audit.insert({ id: 'e', at: now, action: 'x', result: 'success', userId: 'a', details: {} })
  await store.users.delete('a')
  expect([await testDatabase.rows('sessions'), await testDatabase.rows('refresh_tokens')]).toEqual([[], []])
  expect(await testDatabase.rows('audit_events')).toMatchObject([{ user_id: null }])
})

test('many transactions at once all land', async () => {
  const { store, testDatabase } = await open()
  await Promise.all(Array.from({ length: 60 }, (_, index) => store.transaction(async (queries) => {
    await queries.users.insert(user(`u${index}`))
    await queries.audit.insert({ id: `e${index}`, at: now, action: 'x', result: 'success', userId: `u${index}`, details: {} })
  })))
  expect(await testDatabase.rows('audit_events')).toHaveLength(60)
})

test('a counter that two hundred increment at once is exact', async () => {
  const { store } = await open()
  await Promise.all(Array.from({ length: 200 }, () => store.signInFailures.add('key', now)))
  expect((await store.signInFailures.find('key'))?.failures).toBe(200)
})

test('what is taken conditionally is taken by exactly as many as allowed', async () => {
  const { store } = await open()
  const ends = new Date(now.getTime() + 60_000)
  const taken = await Promise.all(Array.from({ length: 100 }, () => store.mailQuotas.take('key', 7, now, ends)))
  expect(taken.filter(Boolean)).toHaveLength(7)
  expect(await store.mailQuotas.take('key', 7, ends, new Date(ends.getTime() + 60_000))).not.toBeNull()
  expect(await store.mailQuotas.find('key')).toMatchObject({ count: 1, endsAt: new Date(ends.getTime() + 60_000) })
})

if (dialect === 'sqlite') {
  test('the outer store refuses to be used inside a transaction, instead of waiting for itself', async () => {
    const { store } = await open()
    const error: unknown = await store.transaction(async () => store.users.findById('a')).catch((reason: unknown) => reason)
    expect(String(error instanceof Error ? error.cause : error)).toContain('inside a transaction')
    expect(await store.users.findById('a')).toBeNull()
  })

  test('SQLite runs as durable as it says, and never waits inside the thread', async () => {
    const { openSqlite } = await import('../src/db/sqlite.ts')
    const { testDatabase } = await open()
    const fresh = openSqlite(testDatabase.url.replace('file:', ''))
    onTestFinished(() => fresh.close())
    const pragma = (name: string): unknown => fresh.client.pragma(name, { simple: true })
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(pragma)).toEqual(['wal', 2, 1, 0])
  })
}

if (dialect === 'postgres') {
  test('a deadlock is tried again', async () => {
    const { store } = await open()
    await store.users.insert(user('a'))
    await store.users.insert(user('b'))
    const swap = (first: string, second: string) => store.transaction(async (queries) => {
      await queries.users.update(first, { displayName: `${first} first` })
      await sleep(80)
      await queries.users.update(second, { displayName: `${first} first` })
    })
    await Promise.all([swap('a', 'b'), swap('b', 'a')])
    const names = new Set([(await store.users.findById('a'))?.displayName, (await store.users.findById('b'))?.displayName])
    expect(names.size).toBe(1)
  })

  test('a server that is not there is said to be unavailable, soon', async () => {
    const { openPostgres } = await import('../src/db/postgres.ts')
    const gone = openPostgres('postgres://nobody@127.0.0.1:9/none')
    const error: unknown = await createStore(gone).users.findById('a').catch((reason: unknown) => reason)
    expect([isUnavailable(error), sqlState(error)]).toEqual([true, 'ECONNREFUSED'])
    await expect(gone.ping()).rejects.toThrow()
    await gone.close()
  })
}

test('migrations applied twice change nothing, and a database of a newer release is refused', async () => {
  const { testDatabase } = await open()
  const { migratePostgres, migrateSqlite } = await import('../src/db/migrate.ts')
  if (dialect === 'postgres') {
    await Promise.all([migratePostgres(testDatabase.url), migratePostgres(testDatabase.url)])
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: testDatabase.url })
    await client.connect()
    await client.query('insert into drizzle.__drizzle_migrations (hash, created_at) values (\'from the future\', 9999999999999)')
    await client.end()
    await expect(migratePostgres(testDatabase.url)).rejects.toThrow('newer release')
  } else {
    const { openSqlite } = await import('../src/db/sqlite.ts')
    const database = openSqlite(testDatabase.url.replace('file:', ''))
    await migrateSqlite(database.client)
    database.client.exec('insert into __drizzle_migrations (hash, created_at) values (\'from the future\', 9999999999999)')
    await expect(migrateSqlite(database.client)).rejects.toThrow('newer release')
    await database.close()
  }
})

test('an upgrade takes the address of everybody who registered as proven, and no address that a provider brought', async () => {
  const { testDatabase, store } = await open()
  await store.users.insert(user('registered', { emailVerifiedAt: now, termsAcceptedAt: now }))
  await store.users.insert(user('provided', { emailVerifiedAt: now }))
  const { migrationsFolder } = await import('../src/db/places.ts')
  const backfill = readMigrationFiles({ migrationsFolder: migrationsFolder(dialect) }).flatMap(({ sql }) => sql).filter(statement => /update .users. set .email_proven_at/i.test(statement))
  expect(backfill).toHaveLength(1)
  await testDatabase.run(backfill.join(';'))
  expect([(await store.users.findById('registered'))?.emailProvenAt, (await store.users.findById('provided'))?.emailProvenAt]).toEqual([now, null])
})

test('an upgrade takes whoever has accepted the terms as having accepted the policy that was in them, and nobody else', async () => {
  const { testDatabase, store } = await open()
  await store.users.insert(user('registered', { termsVersion: '2026-11-01', termsAcceptedAt: now }))
  await store.users.insert(user('provided'))
  const { migrationsFolder } = await import('../src/db/places.ts')
  const backfill = readMigrationFiles({ migrationsFolder: migrationsFolder(dialect) }).flatMap(({ sql }) => sql).filter(statement => /update .users. set .privacy_version/i.test(statement))
  expect(backfill).toHaveLength(1)
  await testDatabase.run(backfill.join(';'))
  expect(await store.users.findById('registered')).toMatchObject({ privacyVersion: '2026-11-01', privacyAcceptedAt: now })
  expect(await store.users.findById('provided')).toMatchObject({ privacyVersion: null, privacyAcceptedAt: null })
})

test('an upgrade notes which identity a picture came from: the one that shows it, or the one that the account was made through, and else none', async () => {
  const { testDatabase, store } = await open()
  const picture = (name: string) => `https://pictures.example/${name}.png`
  const before = new Date(now.getTime() - 60_000)
  const people = [
    { id: 'shown', avatarUrl: picture('same'), identities: [['changed', now], ['same', before], ['same', now]] },
    { id: 'made', avatarUrl: picture('old'), identities: [['new', now], ['other', before]] },
    { id: 'unknown', avatarUrl: picture('old'), identities: [['new', before]] },
    { id: 'without', avatarUrl: null, identities: [['new', now]] },
  ] as const
  for (const { id, avatarUrl, identities } of people) {
    await store.users.insert(user(id, { avatarUrl, createdAt: now }))
    for (const [index, [name, createdAt]] of identities.entries()) {
      await store.identities.insert({ id: `${id}-${index}`, userId: id, provider: 'github', avatarUrl: picture(name), emailVerified: false, createdAt, lastUsedAt: now })
    }
  }
  const { migrationsFolder } = await import('../src/db/places.ts')
  const backfill = readMigrationFiles({ migrationsFolder: migrationsFolder(dialect) }).flatMap(({ sql }) => sql).filter(statement => /update .users. set .avatar_identity_id/i.test(statement))
  expect(backfill).toHaveLength(1)
  await testDatabase.run(backfill.join(';'))
  const after = await Promise.all(people.map(async ({ id }) => {
    const row = await store.users.findById(id)
    return [row?.avatarUrl, row?.avatarIdentityId, row?.avatarChosen]
  }))
  expect(after).toEqual([[picture('same'), 'shown-1', false], [picture('old'), 'made-0', false], [picture('old'), null, false], [null, null, false]])
})
