import { expect, onTestFinished, test } from 'vitest'
import { gatehouse } from '../../test/command-line.ts'
import { freshDatabase } from '../../test/database.ts'
import { harness, password } from '../../test/harness.ts'

const ann = ['--username', 'ann-lee', '--email', 'Ann@Example.com']

const create = (url: string, given: string[], more?: Parameters<typeof gatehouse>[2]) => gatehouse(url, ['create-superuser', ...given], more)

async function database() {
  const fresh = await freshDatabase()
  onTestFinished(() => fresh.drop())
  return fresh
}

test('asks for what it is not told, and makes an account that signs in and may use the console', async () => {
  const { testDatabase: { url }, browser, rows } = await harness()
  const made = await create(url, [], { typed: `ann-lee\nAnn@Example.com\n${password}\n${password}\n` })
  expect(made).toMatchObject({ code: 0, out: 'ann-lee is a superuser\n' })
  expect(made.err).not.toContain(password)

  const console = browser()
  const { body } = await console.post('/users/authorizations', { username: 'ann@example.com', password })
  expect(body.user).toMatchObject({ username: 'ann-lee', email: 'Ann@Example.com', emailVerified: true, isSuperuser: true })
  expect((await console.get('/admin/overview')).status).toBe(200)
  expect((await rows('audit_events')).map(event => event.action)).toEqual(expect.arrayContaining(['account.registered', 'superuser.granted']))
})

test('takes everything from the environment, without asking, on a database that nobody has used yet', async () => {
  const { url, rows } = await database()
  const settings = { SUPERUSER_USERNAME: 'ann-lee', SUPERUSER_EMAIL: 'ann@example.com', SUPERUSER_PASSWORD: password }
  expect(await create(url, [], { settings })).toMatchObject({ code: 0, out: 'ann-lee is a superuser\n', err: '' })
  expect(await rows('users')).toHaveLength(1)

  const again = await create(url, ['--username', 'Ann-Lee'], { settings })
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).toMatch(/^gatehouse: username: Ann-Lee is taken.*--promote Ann-Lee.*\n$/)
  expect((await create(url, ['--username', 'bob-lee'], { settings })).err).toBe('gatehouse: The e-mail address is registered to another account.\n')
  expect(await rows('users')).toHaveLength(1)
})

test('what registration refuses is refused, in one line, and nothing is made', async () => {
  const { url, rows } = await database()
  const cases: [given: string[], typed: string, last: string][] = [
    [ann, 'password123\npassword123\n', 'gatehouse: password: This is a common password.'],
    [ann, `${password}\nanother one\n`, 'gatehouse: password: The passwords do not match.'],
    [ann, `${password}\n`, 'gatehouse: no input for: Repeat password'],
    [['--username', 'admin', '--email', 'nowhere'], `${password}\n${password}\n`, 'gatehouse: username: This username is reserved. email: Invalid e-mail address.'],
  ]
  for (const [given, typed, last] of cases) expect(await create(url, given, { typed })).toMatchObject({ code: 1, out: '', last })
  expect(await rows('users')).toEqual([])
})

test('makes an account that is there a superuser, and takes it back', async () => {
  const { testDatabase: { url }, register, rows } = await harness()
  const bob = await register('bob-lee')
  expect(await create(url, ['--promote', 'Bob-Lee'])).toMatchObject({ code: 0, out: 'bob-lee is a superuser\n' })
  expect((await bob.browser.get('/admin/overview')).status).toBe(200)
  expect(await create(url, ['--demote', 'bob-lee'])).toMatchObject({ code: 0, out: 'bob-lee is no longer a superuser\n' })
  expect((await bob.browser.get('/admin/overview')).status).toBe(403)
  expect((await rows('audit_events')).filter(event => String(event.action).startsWith('superuser.')).map(event => event.user_id)).toEqual([bob.id, bob.id])
  expect(await create(url, ['--promote', 'nobody-here'])).toMatchObject({ code: 1, err: 'gatehouse: account nobody-here not found\n' })
})

test('says what it can do, and what it does not understand', async () => {
  const nowhere = 'file:/nonexistent/never-opened.db'
  expect(await gatehouse(nowhere, ['--help'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('create-superuser') })
  expect(await gatehouse(nowhere, ['create-superuser', '--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--promote <username>') })
  expect(await gatehouse(nowhere, ['make-coffee'])).toMatchObject({ code: 2, err: 'gatehouse: unknown command make-coffee; gatehouse --help lists the commands\n' })
  expect((await gatehouse(nowhere, ['create-superuser', '--password', password])).err).not.toContain(password)
})
