import { expect, test } from 'vitest'
import type { Browser } from '../../../test/browser.ts'
import { federated, mei } from '../../../test/federated.ts'
import { upstreamPerson } from '../../../test/fake-providers.ts'
import { password } from '../../../test/harness.ts'

const yan = upstreamPerson({ subject: 'subject-0815', displayName: 'Yan' })
const ticketCookie = 'gatehouse-3000-binding'

/** One browser with two tabs: one shows Mei, then somebody has come as Yan in the other. */
async function twoTabs() {
  const app = await federated()
  const ann = await app.register('ann-lee')
  const current = async (who: Browser) => (await who.get('/oauth/bindings/current')).body

  return {
    ...app, current, ann,
    async open(who: Browser) {
      await app.visit(who, 'github', mei)
      const shown = await current(who)
      await app.visit(who, 'wechat', yan)
      return { ofMei: shown.reference, ofYan: (await current(who)).reference }
    },
    async expectOnly(linked: string[]) {
      expect((await app.rows('identity_keys')).map(({ subject }) => subject)).toEqual(linked)
      expect(await app.rows('identities')).toHaveLength(linked.length)
    },
  }
}

test('a page that shows one person links nobody who came in another tab meanwhile: by a password', async () => {
  const { browser, open, current, expectOnly, rows } = await twoTabs()
  const who = browser()
  const { ofMei, ofYan } = await open(who)
  const before = await rows('sessions')
  expect(await who.post('/oauth/bindings', { username: 'ann-lee', password, reference: ofMei })).toMatchObject({ status: 400, body: { code: 'ticket_invalid' } })
  await expectOnly([])
  expect(await rows('sessions')).toEqual(before)

  // Theirs is still good, for the page that shows them.
  expect(await current(who)).toMatchObject({ reference: ofYan, profile: { displayName: 'Yan' } })
  expect((await who.post('/oauth/bindings', { username: 'ann-lee', password, reference: ofYan })).status).toBe(200)
  await expectOnly(['subject-0815'])
})

test('a page that shows one person links nobody who came in another tab meanwhile: to who is signed in', async () => {
  const { ann: { browser: who }, open, expectOnly } = await twoTabs()
  const { ofMei, ofYan } = await open(who)
  expect((await who.post('/oauth/bindings', { reference: ofMei })).body.code).toBe('ticket_invalid')
  await expectOnly([])
  expect((await who.post('/oauth/bindings', { reference: ofYan })).status).toBe(200)
  await expectOnly(['subject-0815'])
})

test('a page that shows one person links nobody who came in another tab meanwhile: with a new account', async () => {
  const { browser, open, requestCode, expectOnly, rows } = await twoTabs()
  const who = browser()
  const { ofMei, ofYan } = await open(who)
  const account = { username: 'newcomer', email: 'new@example.com', ...await requestCode(who, 'new@example.com', 'register'), acceptTerms: true }
  expect((await who.post('/oauth/bindings/new-account', { ...account, reference: ofMei })).body.code).toBe('ticket_invalid')
  await expectOnly([])
  expect(await rows('users')).toHaveLength(1)

  // The code was not used up by it.
  expect((await who.post('/oauth/bindings/new-account', { ...account, reference: ofYan })).status).toBe(201)
  await expectOnly(['subject-0815'])
})

test('another ticket than the one named is refused before the password is looked at', async () => {
  const { browser, open, rows } = await twoTabs()
  const who = browser()
  const { ofMei } = await open(who)
  for (const reference of [ofMei, 'x', `${ofMei}x`, ofMei.toUpperCase()]) {
    expect((await who.post('/oauth/bindings', { username: 'ann-lee', password: 'wrong password', reference })).body.code).toBe('ticket_invalid')
  }
  expect(await rows('sign_in_failures')).toEqual([])
  for (const reference of ['', 'x'.repeat(257), 7, null, [ofMei]]) {
    expect([reference, (await who.post('/oauth/bindings', { username: 'ann-lee', password, reference })).body.code]).toEqual([reference, 'validation_failed'])
  }
})

test('the name of a ticket is the same at every look, is not stored, and is no ticket', async () => {
  const { browser, current, visit, rows, expectOnly } = await twoTabs()
  const who = browser()
  await visit(who, 'github', mei)
  const { reference } = await current(who)
  expect(reference).toMatch(/^[\w-]{43}$/)
  expect((await current(who)).reference).toBe(reference)
  const tickets = await rows('binding_tickets')
  expect(JSON.stringify(tickets)).not.toContain(reference)

  const ticket = who.cookies.get(ticketCookie) ?? ''
  for (const cookie of [reference, String(tickets[0]?.['id'])]) {
    who.cookies.set(ticketCookie, cookie)
    expect((await who.get('/oauth/bindings/current')).body.code).toBe('ticket_invalid')
    expect((await who.post('/oauth/bindings', { username: 'ann-lee', password, reference })).body.code).toBe('ticket_invalid')
  }
  // Without the cookie it is worth nothing, either.
  expect((await browser().post('/oauth/bindings', { username: 'ann-lee', password, reference })).body.code).toBe('ticket_invalid')
  await expectOnly([])
  who.cookies.set(ticketCookie, ticket)
  expect((await who.post('/oauth/bindings', { username: 'ann-lee', password, reference })).status).toBe(200)
})

test('a code proves the address it was sent to: with another one nothing is made, and code and ticket are still good', async () => {
  const { browser, visit, current, requestCode, rows, expectOnly } = await twoTabs()
  const who = browser()
  await visit(who, 'github', mei)
  const { reference } = await current(who)
  const code = await requestCode(who, 'mei@example.com', 'register')
  const account = { username: 'mei-lin', ...code, acceptTerms: true, reference }
  expect(await who.post('/oauth/bindings/new-account', { ...account, email: 'victim@example.com' })).toMatchObject({ status: 400, body: { code: 'code_invalid' } })
  await expectOnly([])
  expect((await rows('users')).map(({ email }) => email)).toEqual(['ann-lee@example.com'])

  expect((await current(who)).reference).toBe(reference)
  expect((await who.post('/oauth/bindings/new-account', { ...account, email: 'mei@example.com' })).status).toBe(201)
  expect((await rows('users')).map(({ email }) => email).sort()).toEqual(['ann-lee@example.com', 'mei@example.com'])
  await expectOnly(['subject-4711'])
})

test('what one browser has begun is finished in no other, with the ticket, its name and the mailed code', async () => {
  const { browser, visit, current, requestCode, rows, expectOnly } = await twoTabs()
  const who = browser()
  await visit(who, 'github', mei)
  const { reference } = await current(who)
  const account = { username: 'mei-lin', email: 'mei@example.com', ...await requestCode(who, 'mei@example.com', 'register'), acceptTerms: true, reference }

  // One that has been here before, and one that never was.
  const known = browser()
  await visit(known, 'github', yan)
  for (const other of [known, browser()]) {
    other.cookies.set(ticketCookie, who.cookies.get(ticketCookie) ?? '')
    expect((await other.post('/oauth/bindings/new-account', account)).body.code).toBe('ticket_invalid')
    expect((await other.post('/oauth/bindings', { username: 'ann-lee', password, reference })).body.code).toBe('ticket_invalid')
    expect((await other.delete('/oauth/bindings/current')).status).toBe(204)
  }
  await expectOnly([])
  expect(await rows('users')).toHaveLength(1)
  expect((await who.post('/oauth/bindings/new-account', account)).status).toBe(201)
  await expectOnly(['subject-4711'])
})

test('who drops their ticket has none, and its cookie is taken away; dropping none is done, too', async () => {
  const { browser, visit, current, expectOnly } = await twoTabs()
  const who = browser()
  await visit(who, 'github', mei)
  const { reference } = await current(who)
  const ticket = who.cookies.get(ticketCookie) ?? ''
  for (const origin of ['https://evil.example', undefined]) {
    expect((await who.delete('/oauth/bindings/current', { headers: { origin } })).body.code).toBe('origin_not_allowed')
  }
  expect((await current(who)).reference).toBe(reference)

  expect((await who.delete('/oauth/bindings/current')).status).toBe(204)
  expect(who.cookies.has(ticketCookie)).toBe(false)
  who.cookies.set(ticketCookie, ticket)
  expect((await who.get('/oauth/bindings/current')).body.code).toBe('ticket_invalid')
  expect((await who.post('/oauth/bindings', { username: 'ann-lee', password, reference })).body.code).toBe('ticket_invalid')
  await expectOnly([])
  for (const other of [who, browser()]) expect((await other.delete('/oauth/bindings/current')).status).toBe(204)
})

test('a page that shows one person drops nobody who came in another tab meanwhile', async () => {
  const { browser, open, current, expectOnly } = await twoTabs()
  const who = browser()
  const { ofMei, ofYan } = await open(who)
  const drop = (reference: string) => who.delete(`/oauth/bindings/current?reference=${reference}`)
  const refused = await drop(ofMei)
  expect(refused).toMatchObject({ status: 400, body: { code: 'ticket_invalid' } })
  expect(refused.setCookies).toEqual([])
  expect(await current(who)).toMatchObject({ reference: ofYan, profile: { displayName: 'Yan' } })
  expect((await who.delete('/oauth/bindings/current?reference=')).body.code).toBe('validation_failed')

  expect((await drop(ofYan)).status).toBe(204)
  expect((await who.get('/oauth/bindings/current')).body.code).toBe('ticket_invalid')
  // There is none left to be another's.
  expect((await drop(ofYan)).status).toBe(204)
  await expectOnly([])
})

test('a ticket that is dropped and used at once is one or the other', async () => {
  const { browser, visit, current, expectOnly } = await twoTabs()
  const who = browser()
  await visit(who, 'github', mei)
  const { reference } = await current(who)
  const cookie = who.cookies.get(ticketCookie) ?? ''
  const outcomes = await Promise.all([who.post('/oauth/bindings', { username: 'ann-lee', password, reference }), who.delete('/oauth/bindings/current')])
  const [{ status }] = outcomes
  expect([200, 400]).toContain(status)
  await expectOnly(status === 200 ? ['subject-4711'] : [])
  who.cookies.set(ticketCookie, cookie)
  expect((await who.get('/oauth/bindings/current')).body.code).toBe('ticket_invalid')
})
