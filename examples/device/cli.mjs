// Device flow (RFC 8628): displays a code and polls until the user has entered it on another device.
// CLIENT_ID=… node examples/device/cli.mjs
import * as oidc from 'openid-client'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', CLIENT_ID } = process.env
const issuer = new URL(GATEHOUSE_ISSUER)
const config = await oidc.discovery(issuer, CLIENT_ID, undefined, oidc.None(), { execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [] })

const started = await oidc.initiateDeviceAuthorization(config, { scope: 'openid profile' })
console.log(`Open ${started.verification_uri} and enter ${started.user_code}`)

// openid-client observes the polling interval and slow_down.
const tokens = await oidc.pollDeviceAuthorizationGrant(config, started).catch((error) => {
  console.log(`Not signed in: ${error.error ?? error.message}`)
  process.exit(1)
})
const person = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
console.log(`Signed in as ${person.preferred_username}`)
