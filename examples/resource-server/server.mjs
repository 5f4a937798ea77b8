// Resource server: verifies access tokens with the public keys, without calling Gatehouse.
// Declare it in the settings: OAUTH_RESOURCES='http://localhost:4103 notes.read' npm start
// node examples/resource-server/server.mjs
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', PORT = '4103', RESOURCE = `http://localhost:${PORT}` } = process.env
// Cached, and fetched again for an unknown key ID, so that key rotation needs no changes here.
const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', GATEHOUSE_ISSUER))

/** Verifies the token; `typ` and `audience` exclude ID tokens and tokens for other resource servers. */
async function verify(authorization = '') {
  const [, token = ''] = /^bearer (.+)$/i.exec(authorization) ?? []
  const { payload } = await jwtVerify(token, keys, { issuer: GATEHOUSE_ISSUER, audience: RESOURCE, typ: 'at+jwt', algorithms: ['ES256'] })
  return { clientId: payload.client_id, scopes: String(payload.scope ?? '').split(' ') }
}

createServer(async (request, response) => {
  const caller = await verify(request.headers.authorization).catch(() => null)
  if (!caller) return response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end()
  if (!caller.scopes.includes('notes.read')) return response.writeHead(403, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="notes.read"' }).end()
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ notes: ['buy bread'], for: caller.clientId }))
}).listen(Number(PORT), 'localhost', () => console.log(`Serving ${RESOURCE}`))
