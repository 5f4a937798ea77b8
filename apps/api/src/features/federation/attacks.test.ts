import { expect, test } from 'vitest'
import { federated, mei } from '../../../test/federated.ts'
import { upstreamPerson } from '../../../test/fake-providers.ts'
import { dialect } from '../../../test/database.ts'
import { password } from '../../../test/harness.ts'

const tally = (codes: string[]) => codes.reduce<Record<string, number>>((counts, code) => ({ ...counts, [code]: (counts[code] ?? 0) + 1 }), {})

test('a state is good once, for its provider, in its browser, for ten minutes; nobody is asked about a bad one', async () => {
  const { browser, begin, finish, providers, clock, rows } = await federated()
  const who = browser()
  const state = await begin(who)
  const code = providers.agree(state, mei)
  expect((await finish(browser(), 'github', { state, code })).body.code).toBe('state_invalid')
  expect((await finish(who, 'wechat', { state, code })).body.code).toBe('state_invalid')
  expect((await finish(who, 'github', { state: `${state}x`, code })).body.code).toBe('state_invalid')
  expect((await finish(who, 'github', { code })).body.code).toBe('validation_failed')
  expect((await finish(who, 'github', { state: [state, state], code })).body.code).toBe('validation_failed')
  expect(providers.asked).toEqual([])

  expect((await finish(who, 'github', { state, code })).body.outcome).toBe('unbound')
  expect((await finish(who, 'github', { state, code })).body.code).toBe('state_invalid')
  expect(providers.asked).toHaveLength(1)

  const slow = await begin(who)
  clock.advance(601)
  expect((await finish(who, 'github', { state: slow, code: providers.agree(slow, mei) })).body.code).toBe('state_invalid')
  expect(await rows('sessions')).toEqual([])
})

test('somebody else\'s valid callback signs nobody in and binds nothing, in a browser that is signed in or not', async () => {
  const { browser, begin, finish, providers, register, rows } = await federated()
  const attacker = browser()
  const state = await begin(attacker)
  const code = providers.agree(state, upstreamPerson({ subject: 'attacker' }))
  const { browser: victim } = await register('ann-lee')
  for (const who of [browser(), victim]) expect((await finish(who, 'github', { state, code })).body.code).toBe('state_invalid')
  expect(await rows('identities')).toEqual([])
  expect((await victim.get('/sessions')).body.sessions).toHaveLength(1)
})

test('binding that one person began is finished in nobody else\'s session, nor in a session that came after', async () => {
  const { begin, finish, providers, register, rows } = await federated()
  const { browser: who, password: secret } = await register('ann-lee')
  const state = await begin(who, 'github', { intent: 'bind' })
  const code = providers.agree(state, mei)
  await who.delete('/sessions/current')
  who.accessToken = null
  expect((await finish(who, 'github', { state, code })).body.code).toBe('unauthenticated')

  const second = await (async () => {
    await who.post('/users/authorizations', { username: 'ann-lee', password: secret })
    const begun = await begin(who, 'github', { intent: 'bind' })
    await who.post('/users/authorizations', { username: 'ann-lee', password: secret })
    return begun
  })()
  expect((await finish(who, 'github', { state: second, code: providers.agree(second, mei) })).body.code).toBe('state_invalid')
  expect(await rows('identities')).toEqual([])
})

test('binding and proving anew need a session to begin with', async () => {
  const { browser } = await federated()
  for (const intent of ['bind', 'reauthenticate']) expect((await browser().post('/oauth/github/authorization', { intent })).body.code).toBe('unauthenticated')
  expect((await browser().post('/oauth/github/authorization', { intent: 'sign-up' })).body.code).toBe('validation_failed')
})

test('an answer with another issuer is refused before anybody is asked', async () => {
  const { browser, begin, finish, providers } = await federated()
  const who = browser()
  const state = await begin(who)
  expect((await finish(who, 'github', { state, code: providers.agree(state, mei), iss: 'https://wechat.example' })).body.code).toBe('state_invalid')
  expect(providers.asked).toEqual([])
})

test.each(['\u0000', 'a\nb', 'é', '码', '\u007f', '\ud83d\ude00'])('a code with %j in it is none: refused before anybody is asked, and nothing is used up', async (part) => {
  const { browser, begin, finish, providers } = await federated()
  const who = browser()
  const state = await begin(who)
  expect((await finish(who, 'github', { state, code: `x${part}` })).body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'code' }] })
  const there = await begin(who, 'legacy')
  const redirect = await who.get(`/oauth/legacy/callback?state=${there}&code=${encodeURIComponent(`x${part}`)}`, { headers: { origin: undefined } })
  expect(redirect.headers.location).toBe('http://localhost:5173/oauth/complete')
  expect(providers.asked).toEqual([])
  expect((await finish(who, 'github', { state, code: providers.agree(state, mei) })).body.outcome).toBe('unbound')
})

test('a provider that is switched off on the way signs nobody in', async () => {
  const { browser, begin, finish, providers } = await federated()
  const who = browser()
  const state = await begin(who)
  providers.disable('github')
  expect((await finish(who, 'github', { state, code: providers.agree(state, mei) })).body.code).toBe('state_invalid')
})

test('the ticket of a provider that has been switched off since leads nowhere: not to an account there is, to a new one, or to who is signed in', async () => {
  const { register, browser, visit, providers, rows } = await federated()
  const ann = await register('ann-lee')
  const who = browser()
  const proven = { ...mei, email: { address: 'mei@example.com', verified: true } }
  for (const one of [who, ann.browser]) await visit(one, 'github', proven)
  const before = await rows('users')
  providers.disable('github')
  const answers = [
    await who.get('/oauth/bindings/current'), await who.post('/oauth/bindings', { username: 'ann-lee', password }), await ann.browser.post('/oauth/bindings', {}),
    await who.post('/oauth/bindings/new-account', { username: 'mei-mei', email: 'mei@example.com', acceptTerms: true }),
  ]
  expect(answers.map(({ body }) => body.code)).toEqual(Array(4).fill('ticket_invalid'))
  expect([await rows('users'), await rows('identities')]).toEqual([before, []])
})

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/%09/evil.example', '/%2F%2Fevil.example', '/\r\nSet-Cookie: a=b', '/..//evil.example'])('next is never %j', async (next) => {
  const { browser, visit } = await federated()
  expect((await visit(browser(), 'github', mei, { next })).body.next).toBeNull()
})

test('another page can neither begin nor finish nor bind', async () => {
  const { browser, begin } = await federated()
  const who = browser()
  const state = await begin(who)
  const headers = { origin: 'https://evil.example' }
  for (const [path, body] of [['/oauth/github/authorization', {}], ['/oauth/github/callback', { state, code: 'x' }], ['/oauth/bindings', {}], ['/sessions/handoff', { key: 'x' }]] as const) {
    expect([path, (await who.post(path, body, { headers })).body.code]).toEqual([path, 'origin_not_allowed'])
    expect([path, (await who.post(path, body, { headers: { origin: undefined } })).body.code]).toEqual([path, 'origin_not_allowed'])
  }
})

test('twenty callbacks at once begin one session', async () => {
  const { browser, begin, finish, providers, register, visit, rows } = await federated()
  const { browser: ann } = await register('ann-lee')
  await visit(ann, 'github', mei, { intent: 'bind' })
  const who = browser()
  const state = await begin(who)
  const code = providers.agree(state, mei)
  const before = (await rows('sessions')).length
  const answers = await Promise.all(Array.from({ length: 20 }, () => finish(who, 'github', { state, code })))
  expect(tally(answers.map(({ body }) => body.outcome ?? body.code))).toEqual({ signed_in: 1, state_invalid: 19 })
  expect((await rows('sessions')).length).toBe(before + 1)
})

test('one person who comes to a server of ours ten times at once has one account', async () => {
  const { browser, visit, rows } = await federated()
  const kim = upstreamPerson({ subject: '007', username: 'kimpark' })
  const answers = await Promise.all(Array.from({ length: 10 }, () => visit(browser(), 'office', kim)))
  expect(new Set(answers.map(({ body }) => body.session.user.id)).size).toBe(1)
  expect(await rows('users')).toHaveLength(1)
  expect(await rows('identities')).toHaveLength(1)
})

test('of ten people who bind one identity at once, one has it', async () => {
  const { visit, register, rows } = await federated()
  const people = []
  for (let count = 0; count < 10; count++) people.push(await register(`person-${count}`))
  const answers = await Promise.all(people.map(({ browser }) => visit(browser, 'github', mei, { intent: 'bind' })))
  expect(tally(answers.map(({ body }) => body.outcome ?? body.code))).toEqual({ bound: 1, identity_already_bound: 9 })
  expect(await rows('identities')).toHaveLength(1)
})

test('one ticket makes one account, however often it is used at once', async () => {
  const { browser, visit, requestCode, rows } = await federated()
  const who = browser()
  await visit(who, 'github', mei)
  const codes = []
  for (let count = 0; count < 5; count++) {
    const other = browser()
    codes.push(await requestCode(other, `mei${count}@example.com`, 'register'))
  }
  const answers = await Promise.all(codes.map((code, index) =>
    who.post('/oauth/bindings/new-account', { username: `mei-lin${index}`, email: `mei${index}@example.com`, ...code, acceptTerms: true })))
  expect(tally(answers.map(({ status, body }) => status === 201 ? 'made' : body.code))).toEqual({ made: 1, ticket_invalid: 4 })
  expect([(await rows('users')).length, (await rows('identities')).length, (await rows('sessions')).length]).toEqual([1, 1, 1])
})

test('a ticket is used up by success only, runs out after half an hour, and works in its own browser only', async () => {
  const { browser, visit, register, clock } = await federated()
  await register('ann-lee')
  const who = browser()
  await visit(who, 'github', mei)
  const thief = browser()
  thief.cookies.set('gatehouse-3000-binding', who.cookies.get('gatehouse-3000-binding') ?? '')
  expect((await thief.get('/oauth/bindings/current')).body.code).toBe('ticket_invalid')
  expect((await thief.post('/oauth/bindings', { username: 'ann-lee', password })).body.code).toBe('ticket_invalid')
  expect((await who.post('/oauth/bindings', { username: 'ann-lee', password: 'wrong password' })).body.code).toBe('credentials_invalid')
  expect((await who.post('/oauth/bindings/new-account', { username: 'x', email: 'y', codeRequestId: crypto.randomUUID(), emailCode: '000000', acceptTerms: true })).body.code).toBe('validation_failed')
  expect((await who.get('/oauth/bindings/current')).status).toBe(200)
  clock.advance(1801)
  expect((await who.get('/oauth/bindings/current')).body.code).toBe('ticket_invalid')
  expect((await who.post('/oauth/bindings', { username: 'ann-lee', password })).body.code).toBe('ticket_invalid')
})

test('a refused registration binds nothing, and the ticket is still good', async () => {
  const { browser, visit, register, requestCode, rows } = await federated()
  await register('ann-lee')
  const who = browser()
  await visit(who, 'github', mei)
  const code = await requestCode(who, 'mei@example.com', 'register')
  const details = { email: 'mei@example.com', ...code, acceptTerms: true }
  expect((await who.post('/oauth/bindings/new-account', { username: 'ann-lee', ...details })).body.code).toBe('username_taken')
  expect(await rows('identities')).toEqual([])
  expect((await who.post('/oauth/bindings/new-account', { username: 'mei-lin', ...details })).status).toBe(201)
  expect(await rows('identities')).toHaveLength(1)
})

test('what is stored of providers and people between two steps is sealed', async () => {
  const { browser, begin, visit, rows } = await federated()
  const who = browser()
  const state = await begin(who)
  // With spaces, as nothing sealed has: three letters alone are in it now and then.
  await visit(who, 'github', { ...mei, displayName: 'Mei of the hills' })
  const stored = JSON.stringify([await rows('federation_attempts'), await rows('binding_tickets')])
  for (const secret of [state, 'subject-4711', 'Mei of the hills', who.cookies.get('gatehouse-3000-binding') ?? '?']) expect(stored).not.toContain(secret)
  expect((await rows('federation_attempts'))).toHaveLength(2)
})

test('a thousand attempts share nothing', async () => {
  const { browser, begin } = await federated({ settings: { FEDERATION_PER_NETWORK_PER_MINUTE: '2000' } })
  const who = browser()
  const states = []
  for (let count = 0; count < 1000; count++) states.push(await begin(who))
  expect(new Set(states).size).toBe(1000)
  expect(Math.min(...states.map(state => state.length))).toBe(64)
})

test('one network cannot begin without end', async () => {
  const { browser } = await federated({ settings: { FEDERATION_PER_NETWORK_PER_MINUTE: '3' } })
  const answers = []
  for (let count = 0; count < 4; count++) answers.push(await browser().post('/oauth/github/authorization'))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
})

test(`two processes finish one sign-in once (${dialect})`, async () => {
  const { browser, begin, providers, anotherNode, rows } = await federated()
  const node = await anotherNode()
  for (let round = 0; round < 10; round++) {
    const who = browser()
    const state = await begin(who)
    const code = providers.agree(state, upstreamPerson({ subject: `person-${round}` }))
    const there = node.browser()
    for (const [name, value] of who.cookies) there.cookies.set(name, value)
    const answers = await Promise.all([who, there].map(at => at.post('/oauth/github/callback', { state, code })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
  }
  expect(await rows('binding_tickets')).toHaveLength(10)
})
