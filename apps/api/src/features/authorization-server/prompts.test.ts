import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { begin, landing, silently } from '../../../test/interacting.ts'
import { ask } from '../../../test/protocol.ts'
import { relyingParty } from '../../../test/relying-party.ts'

const faceOf = (clientId: string) => ({ clientId, name: 'The shop', logoUrl: null, homepageUrl: null })

test('prompt=create asks for an account to be made, and goes on as the one that was made', async () => {
  const app = await relyingParty()
  const newcomer = app.browser()
  const { uid, checks } = await begin(app, newcomer, { prompt: 'create' })
  const details = await newcomer.get(`/o/interactions/${uid}/details`)
  expect([details.status, JSON.parse(details.text)]).toEqual([200, expect.objectContaining({ prompt: 'create', application: faceOf(app.registered.clientId), accountId: null })])
  const ann = await app.register('ann-lee', { browser: newcomer })
  const { url: landed, asked } = await app.journey(newcomer, landing(await newcomer.post(`/o/interactions/${uid}/sign-in`)))
  expect(asked).toEqual(['consent'])
  expect((await oidc.authorizationCodeGrant(app.client, landed, checks)).claims()?.sub).toBe(ann.id)
})

test('whoever is signed in already may go on as they are, and is asked no more than once', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  for (const prompt of ['create', 'create select_account', 'select_account create']) {
    const { asked, tokens } = await app.signIn(ann.browser, { prompt })
    expect([prompt, asked, tokens.claims()?.sub]).toEqual([prompt, ['create'], ann.id])
  }
})

test('prompt=create with others that cannot go with it, or one that we do not know, is refused by name', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  expect(await silently(app, ann.browser, { prompt: 'none create' })).toBe('invalid_request')
  for (const prompt of ['nonsense', 'Create', 'login nonsense', '']) {
    const { status, location, error } = await ask(app, { prompt })
    // An empty parameter is one that was left out (RFC 6749 section 3.1).
    expect([prompt, status, prompt === '' ? null : location?.origin, error]).toEqual([prompt, 303, prompt === '' ? null : 'https://app.example.com', prompt === '' ? null : 'invalid_request'])
  }
})

test('which prompts there are is published', async () => {
  const app = await relyingParty()
  const { prompt_values_supported: supported } = app.client.serverMetadata()
  expect(supported).toEqual(['none', 'login', 'consent', 'select_account', 'create'])
})

test('whose authorization it is can be read before anybody has signed in, by this browser and as long as it goes on', async () => {
  const app = await relyingParty()
  const somebody = app.browser()
  const { uid } = await begin(app, somebody)
  const read = await somebody.get(`/o/interactions/${uid}/details`)
  expect([read.status, JSON.parse(read.text)]).toEqual([200, expect.objectContaining({ prompt: 'login', application: faceOf(app.registered.clientId) })])
  expect((await app.browser().get(`/o/interactions/${uid}/details`)).status).toBe(404)
})
