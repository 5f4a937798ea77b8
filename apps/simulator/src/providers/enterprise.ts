import type { Answer } from '../oauth/answer.ts'
import { basicOf, bearerOf, type Call, type Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { answersChallenge, challengeOf, type Challenge } from '../oauth/pkce.ts'
import { sameText, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { random } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo, signInAt } from './sign-in.ts'

interface Ask { redirectUri: string, state: string | undefined, scopes: string[], challenge: Challenge | undefined }
interface Grant { person: Person, scopes: string[] }

export const enterpriseHost = 'sso.example.com'
const base = `/${enterpriseHost}`
const minute = 60
const tenHours = 36_000
const fortnight = 1_209_600
const known = ['profile', 'email', 'permissions']

/**
 * A company's OAuth2 server as django-oauth-toolkit makes it: `/o/authorize/`, `/o/token/`, and who somebody is at
 * `/public-api/current_user/base_info`. No OpenID: the subject is `name`, the name people sign in with.
 */
export function enterprise({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Ask & Grant>({ seconds: minute, now })
  const tokens = createShelf<Grant>({ seconds: tenHours, now })
  const refreshTokens = createShelf<Grant>({ seconds: fortnight, now })

  function read(query: Parameters) {
    const { redirect_uri: redirectUri = callbacks[0], response_type: type, scope, state } = query
    if (query['client_id'] !== client.clientId) return message('Error: invalid_request', 'Invalid client_id parameter value.', 400)
    if (!callbacks.some(registered => sameText(redirectUri, registered))) return message('Error: invalid_request', 'Mismatching redirect URI.', 400)
    const scopes = scope ? scope.split(' ') : known
    const ask = { redirectUri, state, scopes, challenge: challengeOf(query['code_challenge'], query['code_challenge_method']) }
    if (type !== 'code') return goBack(ask, 'unsupported_response_type')
    return scopes.every(name => known.includes(name)) ? { ask, scopes } : goBack(ask, 'invalid_scope')
  }

  function token(call: Call): Answer {
    const basic = basicOf(call)
    const { client_id: id = basic?.id, client_secret: secret = basic?.secret, grant_type: type, ...sent } = call.form
    if (id !== client.clientId || secret !== client.clientSecret) return refusal({ error: 'invalid_client' }, 401)
    if (type === 'refresh_token') return refresh(sent['refresh_token'] ?? '')
    if (type !== 'authorization_code') return refusal({ error: 'unsupported_grant_type' })
    const { code = '', redirect_uri: redirectUri, code_verifier: verifier = '' } = sent
    const found = codes.look(code)
    if (found.state !== 'fresh') return refusal({ error: 'invalid_grant' })
    const { grant } = found
    if (grant.challenge && !answersChallenge(grant.challenge, verifier)) return refusal({ error: 'invalid_grant' })
    if (redirectUri !== grant.redirectUri) return refusal({ error: 'invalid_request', error_description: 'Mismatching redirect URI.' })
    codes.use(code)
    return issue(grant)
  }

  function refresh(given: string) {
    const grant = refreshTokens.get(given)
    refreshTokens.remove(given)
    return grant ? issue(grant) : refusal({ error: 'invalid_grant' })
  }

  function issue({ person, scopes }: Grant) {
    const accessToken = random.letters(30)
    const refreshToken = random.letters(30)
    tokens.put(accessToken, { person, scopes })
    refreshTokens.put(refreshToken, { person, scopes })
    return spaced({ access_token: accessToken, expires_in: tenHours, token_type: 'Bearer', scope: scopes.join(' '), refresh_token: refreshToken }, 200, uncached)
  }

  /** Answers with success whatever the token is (RFC 7009). */
  function revoke(call: Call): Answer {
    const basic = basicOf(call)
    const { client_id: id = basic?.id, client_secret: secret = basic?.secret, token: given = '' } = call.form
    if (id !== client.clientId || secret !== client.clientSecret) return refusal({ error: 'invalid_client' }, 401)
    tokens.remove(given)
    refreshTokens.remove(given)
    return { status: 200, type: 'application/json', body: '' }
  }

  function withToken(call: Call, scopes: string[], answer: (person: Person) => object): Answer {
    const grant = tokens.get(bearerOf(call, 'bearer'))
    if (!grant) return spaced({ detail: 'Authentication credentials were not provided.' }, 401, { 'www-authenticate': 'Bearer realm="api"' })
    if (!scopes.every(scope => grant.scopes.includes(scope))) return spaced({ detail: 'You do not have permission to perform this action.' }, 403)
    return spaced(answer(grant.person))
  }

  return {
    id: 'enterprise',
    look: { names: { 'zh-CN': '企业账号', 'en': 'Enterprise' }, letter: '企', colour: '#4a3f8c', ink: '#fff' },
    hosts: [enterpriseHost],
    pages: [signInAt<Ask>({
      url: `${base}/o/authorize`, read,
      agreed: (ask, person) => withQuery(ask.redirectUri, { code: codes.issue(random.letters(30), { ...ask, person }), state: ask.state }),
      denied: ask => goBack(ask, 'access_denied'),
    })],
    endpoints: [
      { method: 'POST', url: `${base}/o/token`, answer: token },
      { method: 'POST', url: `${base}/o/revoke_token`, answer: revoke },
      { method: 'GET', url: `${base}/public-api/current_user/base_info`, answer: call => withToken(call, ['profile', 'email'], baseInfo) },
      { method: 'GET', url: `${base}/public-api/current_user/all_permissions`, answer: call => withToken(call, ['permissions'], allPermissions) },
    ],
    errorIn200: { ...refusal({ error: 'invalid_grant' }), status: 200 },
    notFound: () => spaced({ detail: 'Not found.' }, 404),
    keeps: [codes, tokens, refreshTokens],
  }
}

const uncached = { 'cache-control': 'no-store', 'pragma': 'no-cache' }

/** JSON as Python writes it, with a blank after each colon and comma, and everything beyond ASCII escaped. */
function spaced(value: object, status = 200, headers: Record<string, string> = {}): Answer {
  // Line feeds and tabs inside of texts are escaped, so these are all structure.
  const text = JSON.stringify(value, null, '\t').replaceAll(/(?<=[[{])\n\t*|\n\t*(?=[\]}])/g, '').replaceAll(/\n\t*/g, ' ')
  const body = text.replaceAll(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return { status, type: 'application/json', headers, body }
}

const refusal = (value: object, status = 400) => spaced(value, status, uncached)
const goBack = ({ redirectUri, state }: Ask, error: string) => redirectTo(withQuery(redirectUri, { error, state }))

const baseInfo = ({ id, name, email }: Person) => ({ name: id, name_cn: name, email: email?.address ?? '' })

/** One of them may more than the others. */
function allPermissions({ id }: Person) {
  const own = ['view_dashboard']
  return id === 'lan' ? { groups: ['staff', 'release managers'], permissions: [...own, 'publish_release'] } : { groups: ['staff'], permissions: own }
}
