// Client credentials: obtains an access token for the application itself and calls examples/resource-server with it.
// CLIENT_ID=… CLIENT_SECRET=… node examples/machine/client.mjs
import * as oidc from 'openid-client'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', CLIENT_ID, CLIENT_SECRET, RESOURCE = 'http://localhost:4103' } = process.env
const issuer = new URL(GATEHOUSE_ISSUER)
const config = await oidc.discovery(issuer, CLIENT_ID, undefined, oidc.ClientSecretBasic(CLIENT_SECRET), { execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [] })

// The token is valid for this resource server only (RFC 8707). Cache it until shortly before it expires; there is no refresh token.
const tokens = await oidc.clientCredentialsGrant(config, { resource: RESOURCE, scope: 'notes.read' })
console.log(`Token expires in ${tokens.expires_in} seconds, scope ${tokens.scope}`)

const answer = await fetch(`${RESOURCE}/notes`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
console.log(answer.status, await answer.text())
