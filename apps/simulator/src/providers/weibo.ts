import type { Answer } from '../oauth/answer.ts'
import type { Call, Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { sameText, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { random, steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo, signInAt } from './sign-in.ts'
import { weiboUidOf, weiboUser } from './weibo-user.ts'

interface Ask { redirectUri: string, state: string | undefined, scopes: string[] }
interface Grant { person: Person, scopes: string[], issuedAt: number }

const tenMinutes = 600
/** Of a reviewed application; an owner's own tokens live five years, those of an application under test a day. */
const tokenLife = 2_591_999

/** Token endpoint: number, name and status (open.weibo.com, "Error code"). */
const refusals = {
  invalid_request: { code: 21323, status: 400 },
  invalid_client: { code: 21324, status: 401 },
  invalid_grant: { code: 21325, status: 400 },
  unsupported_grant_type: { code: 21328, status: 400 },
  redirect_uri_mismatch: { code: 21322, status: 400 },
}

/** Sina Weibo: open.weibo.com, "OAuth2". Ids are numbers in one reply and text in the next. */
export function weibo({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Ask & Grant>({ seconds: tenMinutes, now })
  const tokens = createShelf<Grant>({ seconds: tokenLife, now })

  function read(query: Parameters) {
    const { client_id: id, redirect_uri: redirectUri = '', response_type: type = 'code', scope = '', state } = query
    if (id !== client.clientId) return message('微博', '访问出错了！ error:invalid_client error_code:21324')
    if (!callbacks.some(registered => sameText(redirectUri, registered))) return message('微博', '访问出错了！ error:redirect_uri_mismatch error_code:21322')
    if (type !== 'code') return message('微博', '访问出错了！ error:unsupported_response_type error_code:21329')
    const scopes = scope.split(',').filter(name => name !== '')
    return { ask: { redirectUri, state, scopes }, scopes }
  }

  function token({ query, form }: Call): Answer {
    const { client_id: id, client_secret: secret, grant_type: type, code = '', redirect_uri: redirectUri } = { ...query, ...form }
    if (id !== client.clientId || secret !== client.clientSecret) return refusal('invalid_client', 'client_secret error.')
    if (type !== 'authorization_code') return refusal('unsupported_grant_type', 'unsupported grant type')
    const found = codes.look(code)
    // The code is echoed: such texts must not be logged as they are.
    if (found.state !== 'fresh') return refusal('invalid_grant', `invalid authorization code:${code}`)
    if (redirectUri !== found.grant.redirectUri) return refusal('redirect_uri_mismatch', 'redirect_uri mismatch')
    codes.use(code)
    const { person, scopes } = found.grant
    // The same person usually gets the same token again.
    const accessToken = `2.00${steady.letters(28, 'weibo token', person.id)}`
    tokens.put(accessToken, { person, scopes, issuedAt: now() })
    const reply = { access_token: accessToken, remind_in: String(tokenLife), expires_in: tokenLife, uid: weiboUidOf(person), isRealName: 'true' }
    return { status: 200, type: null, headers: uncached, body: JSON.stringify(reply) }
  }

  function withToken(call: Call, path: string, answer: (grant: Grant, sent: Parameters) => Answer): Answer {
    const sent = { ...call.query, ...call.form }
    const given = sent['access_token'] ?? /^OAuth2 +(\S+)$/i.exec(call.header('authorization') ?? '')?.[1]
    if (!given) return apiError(10006, 'source paramter(appkey) is missing', path, 403)
    const grant = tokens.get(given)
    return grant ? answer(grant, sent) : apiError(21332, 'invalid_access_token', path, 403)
  }

  function show({ person }: Grant, { uid }: Parameters) {
    const path = '/2/users/show.json'
    if (!/^\d+$/.test(uid ?? '')) {
      return apiError(10017, `parameter (uid)'s value invalid,expect (long[1~9223372036854775807]), but get (${uid ?? ''}), see doc for more info.`, path)
    }
    return uid === weiboUidOf(person) ? api(weiboUser(person)) : apiError(20003, 'User does not exists!', path)
  }

  const tokenInfo = ({ person, issuedAt }: Grant) => api(
    `{"uid":${weiboUidOf(person)},"appkey":"${client.clientId}","scope":null,"create_at":${Math.floor(issuedAt / 1000)},"expire_in":${tokenLife - Math.floor((now() - issuedAt) / 1000)}}`)

  const at = (method: 'GET' | 'POST', path: string, answer: (grant: Grant, sent: Parameters) => Answer) =>
    ({ method, url: `/api.weibo.com${path}`, answer: (call: Call) => withToken(call, path, answer) })

  function email({ person, scopes }: Grant) {
    if (!scopes.includes('email') && !scopes.includes('all')) return apiError(21337, 'app permission denied', '/2/account/profile/email.json', 403)
    return api(JSON.stringify(person.email ? [{ email: person.email.address }] : []))
  }

  return {
    id: 'weibo',
    look: { names: { 'zh-CN': '微博', 'en': 'Weibo' }, letter: '博', colour: '#df2029', ink: '#fff' },
    hosts: ['api.weibo.com'],
    pages: [signInAt<Ask>({
      url: '/api.weibo.com/oauth2/authorize',
      read,
      agreed: (ask, person) => withQuery(ask.redirectUri, { state: ask.state, code: codes.issue(random.hex(32), { ...ask, person, issuedAt: now() }) }),
      denied: ask => redirectTo(withQuery(ask.redirectUri, {
        state: ask.state, error_uri: '/oauth2/authorize', error: 'access_denied', error_description: 'user denied your request.', error_code: '21330',
      }, '%20')),
    })],
    endpoints: [
      { method: 'POST', url: '/api.weibo.com/oauth2/access_token', answer: token },
      { method: 'POST', url: '/api.weibo.com/2/oauth2/access_token', answer: token },
      at('GET', '/2/users/show.json', show),
      at('POST', '/oauth2/get_token_info', tokenInfo),
      at('GET', '/2/account/get_uid.json', ({ person }) => api(`{"uid":${weiboUidOf(person)}}`)),
      at('GET', '/2/account/profile/email.json', email),
      at('GET', '/oauth2/revokeoauth2', revoke),
      at('POST', '/oauth2/revokeoauth2', revoke),
    ],
    errorIn200: { ...refusal('invalid_grant', 'invalid authorization code:0123456789abcdef0123456789abcdef'), status: 200 },
    notFound: () => ({ status: 404, type: 'application/json;charset=UTF-8', body: '{"error":"Request Api not found!","error_code":10020,"request":"/"}' }),
    keeps: [codes, tokens],
  }

  function revoke({ person }: Grant) {
    tokens.remove(`2.00${steady.letters(28, 'weibo token', person.id)}`)
    return api('{"result":"true"}')
  }
}

const uncached = { 'pragma': 'No-cache', 'cache-control': 'no-cache' }
const path = '/oauth2/access_token'

/** Recorded replies of the token endpoint carry no content type. */
function refusal(error: keyof typeof refusals, description: string): Answer {
  const { code, status } = refusals[error]
  const body = JSON.stringify({ error, error_code: code, request: path, error_uri: path, error_description: description })
  return { status, type: null, headers: uncached, body }
}

const api = (body: string, status = 200): Answer => ({ status, type: 'application/json;charset=UTF-8', body })
const apiError = (code: number, error: string, request: string, status = 400) => api(JSON.stringify({ error, error_code: code, request }), status)
