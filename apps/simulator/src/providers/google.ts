import { createHash } from 'node:crypto'
import { indented, type Answer } from '../oauth/answer.ts'
import { basicOf, bearerOf, type Call, type Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { answersChallenge, challengeOf, type Challenge } from '../oauth/pkce.ts'
import { sameText, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { createSigningKey } from '../oauth/signing-key.ts'
import { random } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import { googleClaims, googleSubOf, longScopes } from './google-claims.ts'
import { googleMetadata, googleIssuer } from './google-metadata.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo, signInAt } from './sign-in.ts'

interface Ask {
  redirectUri: string
  state: string | undefined
  iss: string | undefined
  scopes: string[]
  nonce: string | undefined
  challenge: Challenge | undefined
  offline: boolean
  prompt: string
}
interface Grant { person: Person, scopes: string[], nonce?: string | undefined }

const tenMinutes = 600
const hour = 3600
const halfYear = 15_552_000
const keysLife = { 'cache-control': 'public, max-age=19800, must-revalidate, no-transform' }

/** Google's OpenID Connect: developers.google.com/identity/openid-connect. Bodies are indented by two blanks. */
export function google({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Ask & Grant>({ seconds: tenMinutes, now })
  const tokens = createShelf<Grant>({ seconds: hour, now })
  const refreshTokens = createShelf<Grant>({ seconds: halfYear, now })
  /** Who has agreed before: they get no refresh token again unless `prompt=consent`. */
  const consented = new Set<string>()
  const key = createSigningKey()

  function read(query: Parameters) {
    const { redirect_uri: redirectUri = '', response_type: type, scope = '', state, nonce, prompt = '' } = query
    if (query['client_id'] !== client.clientId) return message('Error 401: invalid_client', 'The OAuth client was not found.', 400)
    if (!callbacks.some(registered => sameText(redirectUri, registered))) {
      return message('Error 400: redirect_uri_mismatch', 'You can\'t sign in because this app sent an invalid request.', 400)
    }
    const scopes = scope.split(' ').filter(name => name !== '')
    if (type !== 'code' || scopes.length === 0) return message('Error 400: invalid_request', `Missing required parameter: ${type === 'code' ? 'scope' : 'response_type'}`, 400)
    // `simulator_iss=off` is Google as it was until 2026.
    const iss = query['simulator_iss'] === 'off' ? undefined : googleIssuer
    const challenge = challengeOf(query['code_challenge'], query['code_challenge_method'])
    return { ask: { redirectUri, state, iss, scopes, nonce, challenge, offline: query['access_type'] === 'offline', prompt }, scopes }
  }

  function agreed({ redirectUri, state, iss, ...ask }: Ask, person: Person) {
    const code = codes.issue(`4/0A${random.letters(69)}`, { ...ask, redirectUri, state, iss, person })
    const named = ask.scopes.filter(scope => scope !== 'openid')
    return withQuery(redirectUri, {
      state, iss, code, scope: [...named, ...longScopes(named), ...(ask.scopes.includes('openid') ? ['openid'] : [])].filter((scope, index, all) => all.indexOf(scope) === index).join(' '),
      authuser: '0', hd: person.company, prompt: ask.prompt || (consented.has(person.id) ? 'none' : 'consent'),
    })
  }

  async function token(call: Call): Promise<Answer> {
    const basic = basicOf(call)
    const { client_id: id = basic?.id, client_secret: secret = basic?.secret, grant_type: type = '', ...sent } = { ...call.query, ...call.form }
    if (!id) return refusal(400, 'invalid_request', 'Could not determine client ID from request.')
    if (id !== client.clientId) return refusal(401, 'invalid_client', 'The OAuth client was not found.')
    if (!secret) return refusal(400, 'invalid_request', 'client_secret is missing.')
    if (secret !== client.clientSecret) return refusal(401, 'invalid_client', 'Unauthorized')
    if (type === 'refresh_token') {
      const grant = refreshTokens.get(sent['refresh_token'])
      return grant ? issue(grant) : refusal(400, 'invalid_grant', 'Bad Request')
    }
    if (type !== 'authorization_code') return refusal(400, 'unsupported_grant_type', `Invalid grant_type: ${type}`)
    return exchange(sent)
  }

  function exchange({ code, redirect_uri: redirectUri, code_verifier: verifier }: Parameters) {
    if (!code) return refusal(400, 'invalid_request', 'Missing required parameter: code')
    if (!code.startsWith('4/')) return refusal(400, 'invalid_grant', 'Malformed auth code.')
    const found = codes.look(code)
    if (found.state !== 'fresh') return refusal(400, 'invalid_grant', 'Bad Request')
    const { challenge, offline, prompt, person, scopes, nonce } = found.grant
    if (redirectUri !== found.grant.redirectUri) return refusal(400, 'redirect_uri_mismatch', 'Bad Request')
    if (challenge && !verifier) return refusal(400, 'invalid_grant', 'Missing code verifier.')
    if (!challenge && verifier) return refusal(400, 'invalid_grant', 'code_verifier or verifier is not needed.')
    if (challenge && !answersChallenge(challenge, verifier ?? '')) return refusal(400, 'invalid_grant', 'Invalid code verifier.')
    codes.use(code)
    const lasting = offline && (prompt.includes('consent') || !consented.has(person.id))
    consented.add(person.id)
    return issue({ person, scopes, nonce }, lasting)
  }

  async function issue(grant: Grant, lasting = false) {
    const { person, scopes, nonce } = grant
    const accessToken = `ya29.a0A${random.letters(160)}`
    tokens.put(accessToken, grant)
    const refreshToken = lasting ? `1//0g${random.letters(97)}` : undefined
    if (refreshToken !== undefined) refreshTokens.put(refreshToken, { person, scopes })
    const iat = Math.floor(now() / 1000)
    const idToken = !scopes.includes('openid') ? undefined : await key.sign({
      iss: googleIssuer, azp: client.clientId, aud: client.clientId, sub: googleSubOf(person), ...googleClaims(person, scopes),
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'), ...(nonce !== undefined && { nonce }), iat, exp: iat + hour,
    })
    return indented({
      access_token: accessToken, expires_in: hour - 1, ...(refreshToken !== undefined && { refresh_token: refreshToken }),
      scope: longScopes(scopes).join(' '), token_type: 'Bearer', ...(idToken !== undefined && { id_token: idToken }),
    }, 200, { 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate', 'pragma': 'no-cache' })
  }

  function withToken(call: Call, answer: (grant: Grant) => Answer) {
    const grant = tokens.get(bearerOf(call, 'bearer') ?? call.query['access_token'])
    return grant ? answer(grant) : refusal(401, 'invalid_request', 'Invalid Credentials')
  }

  const userinfo = ({ person, scopes }: Grant) => indented({ sub: googleSubOf(person), ...googleClaims(person, scopes) })

  /** The same with other names, as programs from before OpenID Connect know it. */
  function olderUserinfo({ person, scopes }: Grant) {
    const { email, email_verified: verified, ...rest } = googleClaims(person, scopes)
    return indented({ id: googleSubOf(person), ...(email !== undefined && { email, verified_email: verified }), ...rest })
  }

  function revoke({ query, form }: Call) {
    const given = form['token'] ?? query['token'] ?? ''
    if (!tokens.get(given) && !refreshTokens.get(given)) return refusal(400, 'invalid_token', 'Token expired or revoked')
    tokens.remove(given)
    refreshTokens.remove(given)
    return indented({})
  }

  return {
    id: 'google',
    look: { names: { 'zh-CN': 'Google', 'en': 'Google' }, letter: 'G', colour: '#1967d2', ink: '#fff' },
    hosts: ['accounts.google.com', 'oauth2.googleapis.com', 'openidconnect.googleapis.com', 'www.googleapis.com'],
    pages: [signInAt<Ask>({
      url: '/accounts.google.com/o/oauth2/v2/auth', read, agreed,
      denied: ({ redirectUri, state, iss }) => redirectTo(withQuery(redirectUri, { error: 'access_denied', state, iss })),
    })],
    endpoints: [
      { method: 'GET', url: '/accounts.google.com/.well-known/openid-configuration', answer: () => indented(googleMetadata, 200, { 'cache-control': 'public, max-age=3600' }) },
      { method: 'GET', url: '/www.googleapis.com/oauth2/v3/certs', answer: async () => indented({ keys: [await key.publicJwk()] }, 200, keysLife) },
      { method: 'POST', url: '/oauth2.googleapis.com/token', answer: token },
      { method: 'POST', url: '/oauth2.googleapis.com/revoke', answer: revoke },
      { method: 'GET', url: '/openidconnect.googleapis.com/v1/userinfo', answer: call => withToken(call, userinfo) },
      { method: 'GET', url: '/www.googleapis.com/oauth2/v2/userinfo', answer: call => withToken(call, olderUserinfo) },
    ],
    errorIn200: { ...refusal(400, 'invalid_grant', 'Bad Request'), status: 200 },
    notFound: () => ({ status: 404, type: 'text/html; charset=UTF-8', body: '<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n' }),
    keeps: [codes, tokens, refreshTokens, consented],
    rotateKey: key.rotate,
  }
}

const refusal = (status: number, error: string, description: string) => indented({ error, error_description: description }, status)
