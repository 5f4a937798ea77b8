// A program without people: it signs in as itself, and calls another service (examples/resource-server) with what it was given.
// CLIENT_ID=… CLIENT_SECRET=… node examples/machine/client.mjs
import * as oidc from 'openid-client'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', CLIENT_ID, CLIENT_SECRET, RESOURCE = 'http://localhost:4103' } = process.env
const issuer = new URL(GATEHOUSE_ISSUER)
const config = await oidc.discovery(issuer, CLIENT_ID, undefined, oidc.ClientSecretBasic(CLIENT_SECRET), { execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [] })

// For this one service: nobody else takes the token (RFC 8707). Keep it until shortly before it runs out; there is no refresh token.
const tokens = await oidc.clientCredentialsGrant(config, { resource: RESOURCE, scope: 'notes.read' })
console.log(`A token for ${tokens.expires_in} seconds, scope ${tokens.scope}`)

const answer = await fetch(`${RESOURCE}/notes`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
console.log(answer.status, await answer.text())
