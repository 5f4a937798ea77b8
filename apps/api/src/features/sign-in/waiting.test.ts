import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { heldHasher } from '../../../test/held-hasher.ts'
import { harness, password, webOrigin } from '../../../test/harness.ts'

const person = (index: number) => `10.0.${index >> 8}.${index & 255}`

test('a sign-in that has waited too long is answered 503 with the time to come again, and not counted as a try', async () => {
  const { hasher, hold, release, counts } = heldHasher(0.2)
  const { browser, register } = await harness({ hasher })
  const ann = await register('ann-lee')
  hold()
  const first = browser().post('/users/authorizations', { username: 'nobody', password })
  await expect.poll(() => counts.begun).toBe(1)
  for (let tries = 0; tries < 6; tries++) {
    const late = await browser().post('/users/authorizations', { username: 'ann-lee', password: 'not the password' }, { ip: '10.1.1.1' })
    expect([late.status, late.body.code, late.headers['retry-after']]).toEqual([503, 'overloaded', '1'])
  }
  const proving = await ann.browser.post('/sessions/current/reauthentication', { password })
  const changing = await ann.browser.put('/users/me/password', { currentPassword: password, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' })
  expect([proving, changing].map(({ status, headers }) => [status, headers['retry-after']])).toEqual([[503, '1'], [503, '1']])
  release()
  expect((await first).status).toBe(401)
  expect((await browser().post('/users/authorizations', { username: 'ann-lee', password }, { ip: '10.1.1.1' })).status).toBe(200)
})

test('a crowd behind one address does not keep anybody else waiting', async () => {
  const { hasher, hold, release, counts, askers } = heldHasher()
  const { browser, register } = await harness({ hasher, settings: { SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: '1000' } })
  await register('ann-lee')
  hold()
  const crowd = Array.from({ length: 60 }, (_, index) => browser().post('/users/authorizations', { username: `nobody-${index}`, password }, { ip: '10.6.6.6' }))
  await expect.poll(() => askers.length).toBe(60)
  let before = 0
  const ann = browser().post('/users/authorizations', { username: 'ann-lee', password }, { ip: '10.1.1.1' }).then((answer) => {
    before = counts.begun
    return answer
  })
  await expect.poll(() => askers.length).toBe(61)
  release()
  expect((await ann).status).toBe(200)
  // Hers, the one that was at work, and those that began while she was answered.
  expect(before).toBeLessThan(30)
  await Promise.all(crowd)
})

test('for people who have closed the connection nothing is hashed and nothing counted, and the next one does not wait for them', async () => {
  const { hasher, hold, release, counts, askers } = heldHasher()
  const { browser, register, app } = await harness({ hasher, settings: { SIGN_IN_FREE_TRIES: '3' } })
  await register('ann-lee')
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  hold()
  const first = browser().post('/users/authorizations', { username: 'nobody', password })
  await expect.poll(() => counts.begun).toBe(1)

  const body = JSON.stringify({ username: 'ann-lee', password: 'not the password' })
  const sockets = Array.from({ length: 2 }, () => {
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => { socket.destroy() })
    socket.write(`POST /users/authorizations HTTP/1.1\r\nHost: localhost\r\nOrigin: ${webOrigin}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    return socket
  })
  await expect.poll(() => askers.length).toBe(3)
  const gone = askers.slice(1)
  for (const socket of sockets) {
    socket.destroy()
    await once(socket, 'close')
  }
  await expect.poll(() => gone.every(({ signal }) => signal?.aborted)).toBe(true)

  const ann = browser().post('/users/authorizations', { username: 'ann-lee', password })
  await expect.poll(() => askers.length).toBe(4)
  release()
  expect([(await first).status, (await ann).status, counts.begun]).toEqual([401, 200, 2])
})

test('an answer that somebody waits for is theirs, also on a connection that has served before', async () => {
  const { register, app } = await harness()
  await register('ann-lee')
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  for (let round = 0; round < 3; round++) {
    const answer = await fetch(`${address}/users/authorizations`, {
      method: 'POST', headers: { 'origin': webOrigin, 'content-type': 'application/json' }, body: JSON.stringify({ username: 'ann-lee', password }),
    })
    expect(answer.status).toBe(200)
  }
})

test('five hundred sign-ins at once are compared one by one; the excess is told so, and health is answered all the while', async () => {
  const { hasher, hold, release, counts, askers } = heldHasher(2)
  const { browser, register } = await harness({ hasher })
  await register('ann-lee')
  hold()
  const crowd = Array.from({ length: 500 }, (_, index) => browser().post('/users/authorizations', { username: `nobody-${index}`, password }, { ip: person(index) }))
  const flood = Array.from({ length: 200 }, (_, index) => browser().post('/users/authorizations', { username: `no-one-${index}`, password }, { ip: '10.6.6.6' }))
  await expect.poll(() => askers.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(600)
  expect((await browser().get('/livez')).status).toBe(200)
  expect((await browser().get('/readyz')).status).toBe(200)
  release()
  const answers = await Promise.all([...crowd, ...flood])
  const tally: Record<number, number> = {}
  for (const { status } of answers) tally[status] = (tally[status] ?? 0) + 1
  expect(Object.keys(tally).filter(status => !['401', '429', '503'].includes(status))).toEqual([])
  // A line of two seconds at ten milliseconds each: the rest is refused.
  expect(tally[503]).toBeGreaterThan(200)
  expect(counts.mostAtOnce).toBe(1)
  for (const { status, headers } of answers) if (status !== 401) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect((await browser().post('/users/authorizations', { username: 'ann-lee', password })).status).toBe(200)
})
