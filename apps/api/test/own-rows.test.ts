import { setImmediate as others } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { isUnavailable } from '../src/db/faults.ts'
import { createStore, type Queries } from '../src/features/store.ts'
import { dialect, freshDatabase } from './database.ts'

const now = new Date('2026-01-02T03:04:05.678Z')
const ends = new Date('2026-01-02T04:04:05.678Z')
const ids = Array.from({ length: 30 }, (_, index) => `user-${index}`)
const rounds = 2
/** Milliseconds: all of them wait for three connections at once, and a busy machine is no fault of the pool. */
const unhurried = 100_000

/** What an account says of itself: whose it is, and whether it was committed. */
const said = { draft: (id: string, tag: string) => `draft:${id}:${tag}`, done: (id: string, tag: string) => `done:${id}:${tag}` }
const committed = (id: string) => new RegExp(`^done:${id}:`)
const after = (id: string) => ids[(ids.indexOf(id) + 1) % ids.length] ?? id

async function people() {
  const testDatabase = await freshDatabase()
  const database = await testDatabase.open({ pool: 3, timeLimit: unhurried })
  onTestFinished(async () => {
    await database.close()
    await testDatabase.drop()
  })
  const store = createStore(database)
  for (const id of ids) {
    await store.users.insert({
      id, username: id, usernameKey: id, usernameSkeleton: id, email: null, emailKey: null, displayName: id, locale: 'en', createdAt: now, updatedAt: now,
      avatarUrl: said.done(id, 'start'), passwordHash: `hash of ${id}`,
    })
  }
  return { store, testDatabase }
}
type World = Awaited<ReturnType<typeof people>>

/** Changes an account twice in one transaction, with others at work between its statements. */
async function changeTwice(queries: Queries, id: string, tag: string) {
  const see = async (value: string) => {
    await others()
    expect(await queries.users.findById(id)).toMatchObject({ id, avatarUrl: value })
    expect(await queries.users.findById(after(id))).toMatchObject({ id: after(id), avatarUrl: expect.stringMatching(committed(after(id))) })
  }
  for (const value of [said.draft(id, tag), said.done(id, tag)]) {
    expect(await queries.users.update(id, { avatarUrl: value })).toMatchObject({ id, avatarUrl: value })
    await see(value)
  }
  await queries.audit.insert({ id: `${id} ${tag}`, at: now, action: 'x', result: 'success', userId: id, details: { of: id } })
  expect(new Set((await queries.audit.listByUser(id, 50)).map(({ userId }) => userId))).toEqual(new Set([id]))
}

/** Everything that is asked for one account in one round: statements on their own, and transactions that end well or badly. */
function tasksOf({ store }: World, id: string, round: number) {
  const failing = async () => {
    const changed = store.transaction(async (queries) => {
      await changeTwice(queries, id, `undone ${round}`)
      throw new Error(`undone by ${id}`)
    })
    await expect(changed).rejects.toThrow(`undone by ${id}`)
  }
  const reading = async (queries: Queries) => {
    for (const other of [id, after(id)]) expect(await queries.users.findById(other)).toMatchObject({ id: other, avatarUrl: expect.stringMatching(committed(other)) })
  }
  return [
    () => store.transaction(queries => changeTwice(queries, id, `done ${round}`)),
    () => reading(store),
    failing,
    async () => {
      const value = said.done(id, `alone ${round}`)
      expect(await store.users.update(id, { avatarUrl: value })).toMatchObject({ id, avatarUrl: value })
    },
    () => reading(store.reading),
    // A row that is found and stays what it was counts; one that is not found does not.
    async () => { expect([await store.users.confirmPassword(id, `hash of ${id}`, null), await store.users.confirmPassword(id, `hash of ${after(id)}`, null)]).toEqual([true, false]) },
    async () => { expect(await store.users.update(`nobody-${id}`, { avatarUrl: said.draft(id, 'nobody') })).toBeNull() },
    async () => { await store.signInFailures.add(id, now) },
  ]
}

/** Both in turns, so that no two neighbours are of one account or of one kind. */
const interleaved = (world: World) => Array.from({ length: rounds }, (_, round) => {
  const each = ids.map(id => tasksOf(world, id, round))
  return (each[0] ?? []).flatMap((_task, kind) => each.flatMap((tasks, index) => tasks[(kind + index) % tasks.length] ?? []))
}).flat()

async function expectOwnRows({ store, testDatabase }: World) {
  for (const row of await testDatabase.rows('users')) {
    const id = String(row['id'])
    expect(row).toMatchObject({ avatar_url: expect.stringMatching(committed(id)), password_hash: `hash of ${id}`, username: id })
    expect((await store.signInFailures.find(id))?.failures).toBe(rounds)
  }
  const events = (await testDatabase.rows('audit_events')).map(row => `${String(row['user_id'])}: ${String(row['id'])}`)
  expect(events.sort()).toEqual(ids.flatMap(id => Array.from({ length: rounds }, (_, round) => `${id}: ${id} done ${round}`)).sort())
}

test('hundreds of statements and transactions at once get back their own rows, and see nothing that is not committed', async () => {
  const world = await people()
  const tasks = interleaved(world)
  expect(tasks).toHaveLength(480)
  await Promise.all(tasks.map(task => task()))
  await expectOwnRows(world)
})

test('of many who take what is there once for each account, one has it for each', async () => {
  const { store } = await people()
  const takers = Array.from({ length: 10 }, () => ids).flat()
  const taken = await Promise.all(takers.map(async (id, index) => {
    const take = (queries: Queries) => queries.mailQuotas.take(id, 1, now, ends)
    return await (index % 2 === 0 ? take(store) : store.transaction(take)) ? id : null
  }))
  expect(taken.filter(id => id !== null).sort()).toEqual([...ids].sort())
})

if (dialect === 'postgres') {
  test('a connection that is cut in a transaction takes along that one only: everybody else gets their own rows, on the connections that are left and on a new one', async () => {
    const world = await people()
    const { store, testDatabase } = world
    const cut = async () => {
      const reason: unknown = await store.transaction(async (queries) => {
        await queries.users.update('user-0', { avatarUrl: said.draft('user-0', 'cut') })
        // Nobody else asks this: by it the server can tell whose connection this is.
        await queries.users.namesOf(['user-0'])
        await testDatabase.run('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = \'idle in transaction\' and query like \'select "id", "username" from %\'')
        await queries.users.update('user-0', { avatarUrl: said.done('user-0', 'cut') })
      }).catch((error: unknown) => error)
      expect(isUnavailable(reason)).toBe(true)
    }
    const tasks = interleaved(world)
    await Promise.all([...tasks.slice(0, 200), cut, ...tasks.slice(200)].map(task => task()))
    await expectOwnRows(world)
    expect((await testDatabase.rows('users')).filter(row => String(row['avatar_url']).includes('cut'))).toEqual([])
  })
}
