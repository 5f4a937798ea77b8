import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { begin, landing, silently } from '../../../test/interacting.ts'
import { ask, basic, post } from '../../../test/protocol.ts'
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

test('a prompt that we do not know is one that was not said, and those beside it count', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  for (const [prompt, expected] of [['nonsense', []], ['Create', []], ['select_account nonsense', ['select_account']], ['nonsense create', ['create']], ['constructor', []], ['', []]] as const) {
    const { asked, tokens } = await app.signIn(ann.browser, { prompt })
    expect([prompt, asked, tokens.claims()?.sub]).toEqual([prompt, expected, ann.id])
  }
})

test('prompt=none with any other, known or not, is refused by name', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  for (const prompt of ['none create', 'none nonsense', 'nonsense none']) {
    expect([prompt, await silently(app, ann.browser, { prompt })]).toEqual([prompt, 'invalid_request'])
    const { status, location, error } = await ask(app, { prompt })
    expect([status, location?.origin, error]).toEqual([303, 'https://app.example.com', 'invalid_request'])
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

test('a pushed request is read in the same way: what is not known counts as not said, and beside none it is refused', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  await app.signIn(ann.browser)
  const { clientId, clientSecret } = app.registered
  for (const [prompt, expected] of [['nonsense', []], ['Create', []], ['select_account nonsense', ['select_account']], ['', []]] as const) {
    const { parameters, checks } = await app.request({ prompt })
    const { url, asked } = await app.journey(ann.browser, await oidc.buildAuthorizationUrlWithPAR(app.client, parameters))
    const tokens = await oidc.authorizationCodeGrant(app.client, url, checks)
    expect([prompt, asked, tokens.claims()?.sub]).toEqual([prompt, expected, ann.id])
  }
  for (const prompt of ['none create', 'none nonsense', 'nonsense none']) {
    const { parameters } = await app.request({ prompt })
    const { status, body } = await post(app, '/o/par', parameters, basic(clientId, clientSecret))
    expect([prompt, status, body.error]).toEqual([prompt, 400, 'invalid_request'])
  }
})
