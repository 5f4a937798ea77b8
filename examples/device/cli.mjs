// A device without a browser: it shows a code, and waits until somebody has typed it elsewhere (RFC 8628).
// CLIENT_ID=… node examples/device/cli.mjs
import * as oidc from 'openid-client'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', CLIENT_ID } = process.env
const issuer = new URL(GATEHOUSE_ISSUER)
const config = await oidc.discovery(issuer, CLIENT_ID, undefined, oidc.None(), { execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [] })

const started = await oidc.initiateDeviceAuthorization(config, { scope: 'openid profile' })
console.log(`Open ${started.verification_uri} and type ${started.user_code}`)

// As often as the server allows, and slower when it says so; openid-client keeps to both.
const tokens = await oidc.pollDeviceAuthorizationGrant(config, started).catch((error) => {
  console.log(`Not signed in: ${error.error ?? error.message}`)
  process.exit(1)
})
const person = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
console.log(`Signed in as ${person.preferred_username}`)
