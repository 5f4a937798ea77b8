// Client written for django-oauth-toolkit: OAuth 2 without OpenID Connect, paths with a trailing slash, and two endpoints for the profile and
// the permissions of the user. Register it with "Require PKCE" off.
// CLIENT_ID=… CLIENT_SECRET=… node examples/plain-oauth2/server.mjs
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { AuthorizationCode } from 'simple-oauth2'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', CLIENT_ID, CLIENT_SECRET, PORT = '4104' } = process.env
const home = `http://localhost:${PORT}`
const redirectUri = `${home}/callback`
const oauth = new AuthorizationCode({
  client: { id: CLIENT_ID, secret: CLIENT_SECRET },
  auth: { tokenHost: GATEHOUSE_ISSUER, tokenPath: '/o/token/', authorizePath: '/o/authorize/', revokePath: '/o/revoke_token/' },
})

const read = async (path, { access_token: token }) => (await fetch(new URL(path, GATEHOUSE_ISSUER), { headers: { authorization: `Bearer ${token}` } })).json()

createServer(async (request, response) => {
  const url = new URL(request.url, home)
  if (url.pathname === '/sign-in') {
    const state = randomBytes(16).toString('hex')
    const location = oauth.authorizeURL({ redirect_uri: redirectUri, scope: 'profile email permissions', state })
    return response.writeHead(303, { location, 'set-cookie': `state=${state}; HttpOnly; SameSite=Lax` }).end()
  }
  if (url.pathname === '/callback') {
    // Without PKCE, only the state protects against injected authorization codes.
    const isOurs = (request.headers.cookie ?? '').split('; ').includes(`state=${url.searchParams.get('state')}`)
    if (!isOurs) return response.writeHead(400).end('This sign-in did not begin here.')
    if (!url.searchParams.has('code')) return response.end(`Not signed in: ${url.searchParams.get('error')}`)
    const { token } = await oauth.getToken({ code: url.searchParams.get('code'), redirect_uri: redirectUri })
    const person = { ...await read('/public-api/current_user/base_info/', token), ...await read('/public-api/current_user/all_permissions/', token) }
    return response.setHeader('content-type', 'application/json').end(JSON.stringify(person))
  }
  response.setHeader('content-type', 'text/html').end('<a href="/sign-in">Sign in</a>')
}).listen(Number(PORT), 'localhost', () => console.log(`Open ${home}`))
