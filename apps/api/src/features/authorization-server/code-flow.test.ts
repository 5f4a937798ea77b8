import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { relyingParty } from '../../../test/relying-party.ts'

test('an application signs somebody in, who is asked once what it may know', async () => {
  const app = await relyingParty()
  const ann = await app.register('ann-lee')
  const { tokens, asked, landed } = await app.signIn(ann.browser)
  expect(asked).toEqual(['login', 'consent'])
  expect(landed.searchParams.get('iss')).toBe('http://localhost:3000')
  expect(tokens.claims()).toMatchObject({ iss: 'http://localhost:3000', sub: ann.id, aud: app.registered.clientId })
  expect(await oidc.fetchUserInfo(app.client, tokens.access_token, ann.id)).toMatchObject({ sub: ann.id, preferred_username: 'ann-lee', email: 'ann-lee@example.com', email_verified: true })

  // The second time is silent.
  expect((await app.signIn(ann.browser)).asked).toEqual([])
})
