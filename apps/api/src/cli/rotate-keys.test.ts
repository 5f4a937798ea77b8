import { expect, test } from 'vitest'
import { gatehouse } from '../../test/command-line.ts'
import { harness } from '../../test/harness.ts'

function kidOf(token = '') {
  const { kid }: { kid: string } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
  return kid
}

async function setting() {
  const app = await harness()
  const settings = { SECRET_KEY: app.secret.toString('base64') }
  const ann = await app.register('ann-lee')
  const published = async () => {
    const { keys }: { keys: { kid: string }[] } = JSON.parse((await app.browser().get('/.well-known/jwks.json')).text)
    return keys.map(({ kid }) => kid)
  }
  const works = async () => (await ann.browser.get('/users/me')).status
  return { ...app, ann, published, works, rotate: (...given: string[]) => gatehouse(app.testDatabase.url, ['rotate-keys', ...given], { settings }) }
}

test('new keys are published first, sign later, and nobody is refused meanwhile', async () => {
  const app = await setting()
  const before = await app.published()
  const old = kidOf(app.ann.browser.accessToken ?? '')
  expect(await app.rotate()).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^new keys are used from 2\S+; the old keys verify until 2\S+\n$/) })
  await app.keys.reload()
  const after = await app.published()
  expect(after).toHaveLength(4)
  expect(after).toEqual(expect.arrayContaining(before))

  // The old one signs until everybody can know the new one.
  await app.ann.browser.post('/sessions/refresh')
  expect(kidOf(app.ann.browser.accessToken ?? '')).toBe(old)
  app.clock.advance(330)
  expect(await app.works()).toBe(200)
  await app.ann.browser.post('/sessions/refresh')
  expect(before).not.toContain(kidOf(app.ann.browser.accessToken ?? ''))
  expect(await app.works()).toBe(200)
  expect((await app.rows('audit_events')).map(({ action }) => action)).toContain('signing-keys.rotated')

  app.clock.advance(31 * 86_400)
  await app.keys.reload()
  expect(await app.published()).toEqual(after.filter(kid => !before.includes(kid)))
})

test('a key that has leaked is worth nothing at once; people stay signed in', async () => {
  const app = await setting()
  const before = await app.published()
  expect(await app.rotate('--now')).toMatchObject({ code: 0 })
  // What the command wrote is in the past of a clock that stands still.
  app.clock.advance(120)
  await app.keys.reload()
  expect(await app.works()).toBe(401)
  expect((await app.ann.browser.post('/sessions/refresh')).status).toBe(200)
  expect(await app.works()).toBe(200)
  expect((await app.published()).filter(kid => before.includes(kid))).toEqual([])
})

test('keys that the server could not open are not made', async () => {
  const app = await setting()
  const refused = await gatehouse(app.testDatabase.url, ['rotate-keys'], { settings: { SECRET_KEY: Buffer.alloc(32, 'another secret of some length').toString('base64') } })
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('SECRET_KEY: cannot decrypt the signing keys') })
  expect(await app.rows('signing_keys')).toHaveLength(2)
})
