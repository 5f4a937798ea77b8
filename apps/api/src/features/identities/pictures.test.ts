import * as oidc from 'openid-client'
import { describe, expect, test } from 'vitest'
import { federated, mei, visitsTo } from '../../../test/federated.ts'
import { createFakeProviders, upstreamPerson } from '../../../test/fake-providers.ts'
import { password } from '../../../test/harness.ts'
import { relyingParty } from '../../../test/relying-party.ts'

const pictured = (name: string) => ({ ...mei, avatarUrl: `https://pictures.example/${name}.png` })
const lan = upstreamPerson({ subject: 'lan', displayName: '岚', avatarUrl: 'https://pictures.example/lan.png' })

/** Somebody with a password who has linked GitHub, then WeChat, each with a picture of its own. */
async function linked(first = mei) {
  const h = await federated()
  const ann = await h.register('ann-lee')
  const who = ann.browser
  const github: string = (await h.visit(who, 'github', first, { intent: 'bind' })).body.identity.id
  const wechat: string = (await h.visit(who, 'wechat', lan, { intent: 'bind' })).body.identity.id
  const picture = async () => {
    const user = await h.store.users.findById(ann.id)
    const { body } = await who.get('/users/me')
    expect(body).toMatchObject({ avatarUrl: user?.avatarUrl, avatarIdentityId: user?.avatarIdentityId })
    return { avatarUrl: user?.avatarUrl, avatarIdentityId: user?.avatarIdentityId }
  }
  return { ...h, ann, who, github, wechat, picture }
}

const none = { avatarUrl: null, avatarIdentityId: null }

describe('the picture of an account', () => {
  test('is that of the account linked first, when there was none', async () => {
    const { picture, github } = await linked()
    expect(await picture()).toEqual({ avatarUrl: mei.avatarUrl, avatarIdentityId: github })
  })

  test('follows where it comes from at each sign-in through it, and at no other', async () => {
    const { visit, browser, picture, github } = await linked()
    const again = await visit(browser(), 'github', pictured('new'))
    expect(again.body.session.user.avatarUrl).toBe('https://pictures.example/new.png')
    await visit(browser(), 'wechat', { ...lan, avatarUrl: 'https://pictures.example/lan-2.png' })
    expect(await picture()).toEqual({ avatarUrl: 'https://pictures.example/new.png', avatarIdentityId: github })
  })

  test('goes when it is removed there, comes back with it, and stays when it could not be asked for', async () => {
    const { visit, browser, picture } = await linked()
    await visit(browser(), 'github', { ...mei, avatarUrl: null, unknown: ['avatarUrl'] })
    expect((await picture()).avatarUrl).toBe(mei.avatarUrl)
    await visit(browser(), 'github', { ...mei, avatarUrl: null })
    expect((await picture()).avatarUrl).toBeNull()
    await visit(browser(), 'github', pictured('back'))
    expect((await picture()).avatarUrl).toBe('https://pictures.example/back.png')
  })

  test('follows when its account is linked once more, and when who it is proves so anew', async () => {
    const { visit, who, picture, clock } = await linked()
    await visit(who, 'github', pictured('again'), { intent: 'bind' })
    expect((await picture()).avatarUrl).toBe('https://pictures.example/again.png')
    const company = upstreamPerson({ subject: 'company', avatarUrl: 'https://pictures.example/company.png' })
    const { identity } = (await visit(who, 'company', company, { intent: 'bind' })).body
    await who.patch('/users/me', { avatar: { identityId: identity.id } })
    clock.advance(60)
    await who.post('/users/authorizations', { username: 'ann-lee', password })
    const proven = await visit(who, 'company', { ...company, avatarUrl: 'https://pictures.example/proven.png', authenticatedAt: clock.now() }, { intent: 'reauthenticate' })
    expect(proven.body.session.user.avatarUrl).toBe('https://pictures.example/proven.png')
    expect((await picture()).avatarUrl).toBe('https://pictures.example/proven.png')
  })

  test('of an account made through a provider follows from the first day', async () => {
    const { browser, visit, requestCode } = await federated()
    const who = browser()
    await visit(who, 'github', mei)
    const code = await requestCode(who, 'mei@example.com', 'register')
    const made = await who.post('/oauth/bindings/new-account', { username: 'mei-lin', email: 'mei@example.com', ...code, acceptTerms: true })
    expect(made.body.session.user.avatarUrl).toBe(mei.avatarUrl)
    expect((await visit(browser(), 'github', pictured('new'))).body.session.user.avatarUrl).toBe('https://pictures.example/new.png')
  })

  test('of an account that comes by a password and a provider is there at once', async () => {
    const { browser, visit, register } = await federated()
    await register('ann-lee')
    const who = browser()
    await visit(who, 'github', mei)
    const bound = await who.post('/oauth/bindings', { username: 'ann-lee', password })
    expect(bound.body.session.user.avatarUrl).toBe(mei.avatarUrl)
  })

  test('of people of a server of ours is that server\'s, unless they have chosen', async () => {
    const { browser, visit } = await federated()
    const kim = upstreamPerson({ subject: '007', username: 'kim', displayName: 'Kim' })
    const who = browser()
    const pictureAfter = async (avatarUrl: string | null) => (await visit(who, 'office', { ...kim, avatarUrl })).body.session.user.avatarUrl
    expect(await pictureAfter(null)).toBeNull()
    expect(await pictureAfter('https://pictures.example/kim.png')).toBe('https://pictures.example/kim.png')
    expect(await pictureAfter('https://pictures.example/kim-2.png')).toBe('https://pictures.example/kim-2.png')
    await who.patch('/users/me', { avatar: null })
    expect(await pictureAfter('https://pictures.example/kim-3.png')).toBeNull()
  })
})

describe('people choose', () => {
  test('which linked account\'s picture is shown, and it is that one which is followed', async () => {
    const { who, wechat, visit, browser, picture } = await linked()
    const chosen = await who.patch('/users/me', { avatar: { identityId: wechat } })
    expect(chosen).toMatchObject({ status: 200, body: { avatarUrl: lan.avatarUrl, avatarIdentityId: wechat } })
    await visit(browser(), 'github', pictured('new'))
    expect(await picture()).toEqual({ avatarUrl: lan.avatarUrl, avatarIdentityId: wechat })
    await visit(browser(), 'wechat', { ...lan, avatarUrl: 'https://pictures.example/lan-2.png' })
    expect((await picture()).avatarUrl).toBe('https://pictures.example/lan-2.png')
  })

  test('that none is shown, and no sign-in or linking brings one back', async () => {
    const { who, visit, browser, picture } = await linked()
    expect((await who.patch('/users/me', { avatar: null })).body).toMatchObject(none)
    await visit(browser(), 'github', pictured('new'))
    await visit(who, 'company', pictured('company'), { intent: 'bind' })
    await visit(browser(), 'wechat', lan)
    expect(await picture()).toEqual(none)
  })

  test('nothing, by not saying anything', async () => {
    const { who, github, picture } = await linked()
    await who.patch('/users/me', { displayName: 'Ann' })
    expect(await picture()).toEqual({ avatarUrl: mei.avatarUrl, avatarIdentityId: github })
  })

  test('no account that is somebody else\'s, nobody\'s, or no identity at all: nothing changes, the name neither', async () => {
    const { who, register, wechat, picture } = await linked()
    const { browser: bob } = await register('bob-ray')
    for (const identityId of [wechat, '019a0000-0000-7000-8000-000000000000']) {
      expect(await bob.patch('/users/me', { displayName: 'Bob', username: 'bobby', avatar: { identityId } })).toMatchObject({ status: 404, body: { code: 'not_found' } })
      expect((await bob.patch('/users/me', { displayName: 'Bob', avatar: { identityId } })).body.code).toBe('not_found')
    }
    expect((await bob.get('/users/me')).body).toMatchObject({ username: 'bob-ray', displayName: 'bob-ray', ...none })
    for (const avatar of [{}, { identityId: 'none' }, { identityId: wechat, url: 'https://evil.example/x.png' }, 'https://evil.example/x.png']) {
      expect((await who.patch('/users/me', { avatar })).body.code).toBe('validation_failed')
    }
    expect((await picture()).avatarUrl).toBe(mei.avatarUrl)
  })

  test('and what they have chosen stands, whatever signs in at the same moment', async () => {
    const { who, wechat, github, visit, browser, picture } = await linked()
    for (let round = 0; round < 6; round++) {
      const identityId = round % 2 === 0 ? wechat : null
      await who.patch('/users/me', { avatar: { identityId: github } })
      const answers = await Promise.all([
        visit(browser(), 'github', pictured(`race-${round}`)),
        who.patch('/users/me', { avatar: identityId && { identityId } }),
        visit(browser(), 'github', pictured(`race-${round}-b`)),
      ])
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(await picture()).toEqual(identityId ? { avatarUrl: lan.avatarUrl, avatarIdentityId: wechat } : none)
    }
  })
})

describe('a linked account that goes', () => {
  test('takes its picture along, and the next one that is linked brings its own', async () => {
    const { who, github, visit, picture } = await linked()
    await who.delete(`/users/me/identities/${github}`)
    expect(await picture()).toEqual(none)
    await visit(who, 'company', pictured('company'), { intent: 'bind' })
    expect((await picture()).avatarUrl).toBe('https://pictures.example/company.png')
  })

  test('takes it along also when a reset of the password drops all of them', async () => {
    const { browser, visit, requestCode, store, rows } = await federated()
    const kim = upstreamPerson({ subject: '007', username: 'kim', email: { address: 'kim@example.com', verified: true }, avatarUrl: 'https://pictures.example/kim.png' })
    const { id } = (await visit(browser(), 'office', kim)).body.session.user
    expect((await store.users.findById(id))?.avatarUrl).toBe(kim.avatarUrl)
    const who = browser()
    const code = await requestCode(who, 'kim@example.com', 'reset-password')
    const reset = { email: 'kim@example.com', ...code, password: 'tall boats rest at noon', passwordConfirmation: 'tall boats rest at noon' }
    expect((await who.post('/users/password-resets', reset)).status).toBeLessThan(300)
    expect(await rows('identities')).toEqual([])
    expect(await store.users.findById(id)).toMatchObject(none)
  })

  test('leaves the picture of another', async () => {
    const { who, github, wechat, picture } = await linked()
    await who.delete(`/users/me/identities/${wechat}`)
    expect(await picture()).toEqual({ avatarUrl: mei.avatarUrl, avatarIdentityId: github })
  })

  test('is not the one whose picture is shown, when it was chosen at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const { who, wechat, rows, picture } = await linked()
      const [chosen] = await Promise.all([who.patch('/users/me', { avatar: { identityId: wechat } }), who.delete(`/users/me/identities/${wechat}`)])
      expect([200, 404]).toContain(chosen.status)
      expect(await rows('identities')).toHaveLength(1)
      expect((await picture()).avatarIdentityId).not.toBe(wechat)
      expect((await picture()).avatarUrl).not.toBe(lan.avatarUrl)
    }
  })
})

test('the personal data say where the picture comes from, and whether it was chosen', async () => {
  const { who, github, wechat } = await linked()
  const said = async () => {
    const { avatar, identities } = (await who.get('/users/me/export')).body
    return { avatar, ids: identities.map(({ id }) => id) }
  }
  expect(await said()).toEqual({ avatar: { identityId: github, isChosen: false }, ids: [github, wechat] })
  await who.patch('/users/me', { avatar: null })
  expect((await said()).avatar).toEqual({ identityId: null, isChosen: true })
})

test('programs are told the picture of today', async () => {
  const providers = createFakeProviders()
  const app = await relyingParty({ providers })
  const { visit } = visitsTo(providers)
  const ann = await app.register('ann-lee')
  await visit(ann.browser, 'github', mei, { intent: 'bind' })
  const { tokens } = await app.signIn(ann.browser, { scope: 'openid profile' })
  const picture = async () => (await oidc.fetchUserInfo(app.client, tokens.access_token, ann.id)).picture
  expect(await picture()).toBe(mei.avatarUrl)
  await visit(app.browser(), 'github', pictured('new'))
  expect(await picture()).toBe('https://pictures.example/new.png')
  await ann.browser.patch('/users/me', { avatar: null })
  expect(await picture()).toBeUndefined()
})
