import { expect, test } from 'vitest'
import { federated, mei } from '../../../test/federated.ts'
import { upstreamPerson } from '../../../test/fake-providers.ts'
import { grouped } from '../../../test/grouped.ts'
import { noProviders } from '../../../test/fake-providers.ts'
import { harness } from '../../../test/harness.ts'

const mine = async (who: { get(path: string): Promise<{ body: { groups: string[], permissions: string[] } }> }) => (await who.get('/users/me/permissions')).body

test('somebody may do what their groups may, each once and in order', async () => {
  const h = await harness()
  const ann = await h.register('ann-lee')
  const bob = await h.register('bob-ray')
  expect(await mine(ann.browser)).toEqual({ groups: [], permissions: [] })
  const { group } = grouped(h)
  await group('writers', ['page.write', 'page.read'], [ann.id])
  await group('Readers', ['page.read'], [ann.id, bob.id])
  await group('empty', [], [ann.id])
  await group('others', ['page.delete'], [])
  expect(await mine(ann.browser)).toEqual({ groups: ['Readers', 'empty', 'writers'], permissions: ['page.read', 'page.write'] })
  expect(await mine(bob.browser)).toEqual({ groups: ['Readers'], permissions: ['page.read'] })
})

test('superusers may do everything there is a word for', async () => {
  const h = await harness()
  const ann = await h.register('ann-lee')
  const { group } = grouped(h)
  await group('writers', ['page.write', 'page.read'], [])
  await h.store.users.update(ann.id, { isSuperuser: true })
  expect(await mine(ann.browser)).toEqual({ groups: [], permissions: ['page.read', 'page.write'] })
})

test('a server that is trusted says what its people may do, anew each time they come', async () => {
  const h = await federated()
  const who = h.browser()
  const visit = (roles?: { groups: string[], permissions: string[] }) => h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark', ...(roles && { roles }) }))
  const made = await visit({ groups: ['ops', 'writers'], permissions: ['deploy', 'page.write'] })
  const { group } = grouped(h)
  await group('writers', ['page.write', 'page.read'], [made.body.session.user.id])
  expect(await mine(who)).toEqual({ groups: ['ops', 'writers'], permissions: ['deploy', 'page.read', 'page.write'] })
  await visit({ groups: ['dev'], permissions: [] })
  expect(await mine(who)).toEqual({ groups: ['dev', 'writers'], permissions: ['page.read', 'page.write'] })
  await visit()
  expect(await mine(who)).toEqual({ groups: ['writers'], permissions: ['page.read', 'page.write'] })
  expect((await h.rows('identities')).map(({ roles }) => roles)).toEqual([null])
})

test('what other servers say is kept, and counts for nothing', async () => {
  const { register, visit, rows } = await federated()
  const { browser: who } = await register('ann-lee')
  await visit(who, 'github', { ...mei, roles: { groups: ['root'], permissions: ['everything'] } }, { intent: 'bind' })
  expect(await mine(who)).toEqual({ groups: [], permissions: [] })
  expect(JSON.stringify(await rows('identities'))).toContain('everything')
})

test('whoever binds an account brings along what the server says, through the ticket as well', async () => {
  const { register, visit, browser, clock } = await federated()
  const person = upstreamPerson({ subject: '008', roles: { groups: ['ops'], permissions: ['deploy'] } })
  const { browser: ann } = await register('ann-lee')
  await visit(ann, 'office', person, { intent: 'bind' })
  expect(await mine(ann)).toEqual({ groups: ['ops'], permissions: ['deploy'] })

  const { browser: bob, password, username } = await register('bob-ray')
  const here = browser()
  expect((await visit(here, 'github', { ...mei, roles: { groups: ['ops'], permissions: [] } })).body.outcome).toBe('unbound')
  expect((await here.post('/oauth/bindings', { username, password })).status).toBe(200)
  expect((await bob.get('/users/me/export')).body.identities.map(({ provider, ...rest }) => [provider, 'roles' in rest ? rest.roles : undefined])).toEqual([['github', { groups: ['ops'], permissions: [] }]])

  clock.advance(60)
  await visit(ann, 'office', upstreamPerson({ subject: '008', roles: { groups: [], permissions: ['drive'] } }))
  expect(await mine(ann)).toEqual({ groups: [], permissions: ['drive'] })
})

test('a server that is gone from the settings is believed no longer', async () => {
  const h = await federated()
  const who = h.browser()
  await h.visit(who, 'office', upstreamPerson({ subject: '007', username: 'kimpark', roles: { groups: ['ops'], permissions: ['deploy'] } }))
  const { app } = await harness({ database: h.testDatabase, clock: h.clock, mailbox: h.mailbox, secret: h.secret, providers: noProviders })
  const answer = await app.inject({ url: '/users/me/permissions', headers: { authorization: `Bearer ${who.accessToken}` } })
  expect(answer.json()).toEqual({ groups: [], permissions: [] })
})

test('programs need a token that says so', async () => {
  const h = await harness()
  const ann = await h.register('ann-lee', { email: 'ann@example.com' })
  for (const path of ['/public-api/current_user/base_info', '/public-api/current_user/all_permissions']) {
    expect((await h.browser().get(path)).status).toBe(401)
    // A session of ours is not what a program was given.
    expect((await ann.browser.get(path)).status).toBe(401)
  }
  expect((await h.browser().get('/users/me/permissions')).status).toBe(401)
  expect(await h.features.permissions.baseInfo(ann.id)).toEqual({ name: 'ann-lee', name_cn: 'ann-lee', email: 'ann@example.com' })
  await expect(h.features.permissions.of('nobody')).rejects.toMatchObject({ code: 'unauthenticated' })
})
