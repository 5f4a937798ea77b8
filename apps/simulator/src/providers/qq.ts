import { json, type Answer } from '../oauth/answer.ts'
import type { Call, Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { underRegistered, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { createUnionids } from '../people/unionids.ts'
import { random, steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import type { Desk, Provider } from './provider.ts'
import { qqUserInfo } from './qq-user-info.ts'
import { message, redirectTo, signInAt } from './sign-in.ts'

interface Ask { redirectUri: string, state: string | undefined, scopes: string[] }
interface Grant { person: Person, scopes: string[], unionid: string | undefined }

const tenMinutes = 600
/** Sixty days, as the present documentation says; older replies said ninety. */
const tokenLife = 5_184_000
const refreshLife = 7_776_000

/**
 * The literal texts of the wire, two of which end in a blank. No reply is on record for 100005, 100007, 100008 and 100021: theirs
 * are made after the others'.
 */
const errors = {
  100001: 'param client_id is wrong or lost ',
  100002: 'param client_secret is wrong or lost ',
  100004: 'param grant_type is wrong or lost ',
  100005: 'param code is wrong or lost ',
  100006: 'param refresh token is wrong or lost ',
  100007: 'param access token is wrong or lost ',
  100008: 'client id is illegal',
  100009: 'client secret is illegal',
  100010: 'redirect uri is illegal',
  100013: 'access token is illegal',
  100016: 'access token check failed',
  100019: 'code to access token error',
  100020: 'code is reused error',
  100021: 'refresh token is illegal',
} as const
type Code = keyof typeof errors

/** QQ Connect for websites: wiki.connect.qq.com, "Authorization Code" and following. Errors come with status 200. */
export function qq({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Grant & Ask>({ seconds: tenMinutes, now })
  const tokens = createShelf<Grant>({ seconds: tokenLife, now })
  const refreshTokens = createShelf<Grant>({ seconds: refreshLife, now })
  const unionids = createUnionids(person => `UID_${steady.hex(32, 'qq unionid', person.id).toUpperCase()}`)
  const openidOf = (person: Person) => steady.hex(32, 'qq openid', client.clientId, person.id).toUpperCase()

  function read(query: Parameters) {
    const { client_id: id, redirect_uri: redirectUri = '', state, scope } = query
    const refused = (error: Code) => redirectTo(withQuery('/graph.qq.com/oauth2.0/show', { which: 'error', display: 'pc', error: String(error), client_id: id }))
    if (!id) return refused(100001)
    if (id !== client.clientId) return refused(100008)
    if (!callbacks.some(registered => underRegistered(redirectUri, registered))) return refused(100010)
    const scopes = (scope || 'get_user_info').split(',')
    return { ask: { redirectUri, state, scopes }, scopes }
  }

  const signIn = signInAt<Ask>({
    url: '/graph.qq.com/oauth2.0/authorize',
    read,
    page: query => withQuery('/graph.qq.com/oauth2.0/show', { which: 'Login', display: 'pc', ...query }),
    agreed: (ask, person) => withQuery(ask.redirectUri, {
      code: codes.issue(random.hex(32).toUpperCase(), { ...ask, person, unionid: unionids.signedIn(person) }), state: ask.state,
    }),
    denied: () => ({ kind: 'closed' }),
  })

  function token({ query, form }: Call): Answer {
    const sent = { ...query, ...form }
    const { fmt, grant_type: type, client_id: id, client_secret: secret, code } = sent
    if (!id) return failure(100001, fmt)
    if (id !== client.clientId) return failure(100008, fmt)
    if (!secret) return failure(100002, fmt)
    if (type === 'refresh_token') return refresh(sent)
    if (type !== 'authorization_code') return failure(100004, fmt)
    if (!code) return failure(100005, fmt)
    if (secret !== client.clientSecret) return failure(100009, fmt)
    const found = codes.look(code)
    if (found.state === 'used') return failure(100020, fmt)
    if (found.state !== 'fresh') return failure(100019, fmt)
    if (sent['redirect_uri'] !== found.grant.redirectUri) return failure(100010, fmt)
    codes.use(code)
    return issue(found.grant, sent)
  }

  /** A refresh token works once and is replaced. */
  function refresh(sent: Parameters) {
    const { fmt, client_secret: secret, refresh_token: given } = sent
    if (!given) return failure(100006, fmt)
    if (secret !== client.clientSecret) return failure(100009, fmt)
    const grant = refreshTokens.get(given)
    if (!grant) return failure(100021, fmt)
    refreshTokens.remove(given)
    return issue(grant, sent)
  }

  function issue(grant: Grant, { fmt, need_openid: needOpenid }: Parameters): Answer {
    const accessToken = random.hex(32).toUpperCase()
    const refreshToken = random.hex(32).toUpperCase()
    tokens.put(accessToken, grant)
    refreshTokens.put(refreshToken, grant)
    const reply = {
      access_token: accessToken, expires_in: String(tokenLife), refresh_token: refreshToken,
      ...(needOpenid === '1' && { openid: openidOf(grant.person) }),
    }
    return fmt === 'json' ? json(reply) : { status: 200, type: 'text/html', body: new URLSearchParams(reply).toString() }
  }

  function me({ query, form }: Call): Answer {
    const { access_token: given, fmt, unionid } = { ...query, ...form }
    if (!given) return failure(100007, fmt)
    if (!/^[\dA-F]{32}$/.test(given)) return failure(100013, fmt)
    const grant = tokens.get(given)
    if (!grant) return failure(100016, fmt)
    return jsonp({ client_id: client.clientId, openid: openidOf(grant.person), ...(unionid === '1' && grant.unionid && { unionid: grant.unionid }) }, fmt)
  }

  function userInfo({ query, form }: Call): Answer {
    const { access_token: given, oauth_consumer_key: key, appid, openid } = { ...query, ...form }
    if (!openid) return refused(-1, 'client request\'s parameters are invalid, invalid openid')
    if ((key ?? appid) !== client.clientId) return refused(-1, 'client request\'s parameters are invalid, invalid appid')
    const grant = tokens.get(given)
    if (!grant) return refused(-23, 'token is invalid')
    if (openid !== openidOf(grant.person)) return refused(-22, 'openid is invalid')
    return { status: 200, type: 'text/html; charset=utf-8', body: qqUserInfo(grant.person, client.clientId, openid, grant.scopes.includes('get_user_info')) }
  }

  return {
    id: 'qq',
    look: { names: { 'zh-CN': 'QQ', 'en': 'QQ' }, letter: 'Q', colour: '#12b7f5', ink: '#10151a' },
    tellsUnionid: true,
    hosts: ['graph.qq.com'],
    pages: [signIn, { url: '/graph.qq.com/oauth2.0/show', show }],
    endpoints: [
      { method: 'GET', url: '/graph.qq.com/oauth2.0/token', answer: token },
      { method: 'POST', url: '/graph.qq.com/oauth2.0/token', answer: token },
      { method: 'GET', url: '/graph.qq.com/oauth2.0/me', answer: me },
      { method: 'GET', url: '/graph.qq.com/user/get_user_info', answer: userInfo },
    ],
    errorIn200: failure(100016, undefined),
    notFound: () => ({ status: 404, type: 'text/html', body: '<html><head><title>404 Not Found</title></head></html>' }),
    keeps: [codes, tokens, refreshTokens, unionids],
  }

  /** The page to which the authorize address leads: to sign in, or to read what is wrong. */
  function show(query: Parameters) {
    if (query['which'] === 'error') {
      const [code, text] = Object.entries(errors).find(([known]) => known === query['error']) ?? ['100000', 'param error']
      return message('QQ', `${text}(${code})`)
    }
    if (query['simulator_person'] !== undefined) return signIn.show(query)
    const asked = read(query)
    return 'kind' in asked ? asked : { kind: 'choose' as const, scopes: asked.scopes, denials: ['deny' as const], address: withQuery(signIn.url, query) }
  }
}

/** With one blank inside either bracket, and a line feed at the end; the bare object when `fmt` is `json`. */
const jsonp = (value: object, fmt: string | undefined): Answer =>
  fmt === 'json' ? json(value) : { status: 200, type: 'text/html', body: `callback( ${JSON.stringify(value)} );\n` }

const failure = (error: Code, fmt: string | undefined) => jsonp({ error, error_description: errors[error] }, fmt)
const refused = (ret: number, msg: string): Answer => ({ status: 200, type: 'text/html; charset=utf-8', body: JSON.stringify({ ret, msg }) })
