import * as oidc from 'openid-client'
import { expect, test } from 'vitest'
import { relyingParty } from '../../../test/relying-party.ts'

test('a program that knows other services only gets tokens for these, and for nothing about people', async () => {
  const resource = 'https://notes.example.com'
  const app = await relyingParty({ settings: { OAUTH_RESOURCES: `${resource} notes.read` } })
  const machine = await app.clientOf(await app.registerApplication({ grantTypes: ['client_credentials'], redirectUris: [], scopes: ['notes.read'] }))
  const tokens = await oidc.clientCredentialsGrant(machine, { resource, scope: 'notes.read' })
  expect([tokens.scope, tokens.expires_in]).toEqual(['notes.read', 300])
  for (const scope of ['openid', 'profile', 'email', 'permissions']) {
    await expect(oidc.clientCredentialsGrant(machine, { scope })).rejects.toMatchObject({ error: 'invalid_scope' })
  }
})
