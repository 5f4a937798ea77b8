import { json, type Answer } from '../oauth/answer.ts'
import { basicOf, bearerOf, type Call, type Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { sameText, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { random, steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo, signInAt, type Screen } from './sign-in.ts'

interface Ask { redirectUri: string, state: string | undefined, scopes: string[] }
interface Grant { person: Person, scopes: string[] }

const tenMinutes = 600
const day = 86_400
const month = 2_592_000

/** Programs compare `error` only; the texts are for people. */
const refusals = {
  invalid_grant: '授权方式无效，或者登录回调地址无效、过期或已被撤销',
  invalid_client: '由于未知、不支持或没有客户端，认证失败',
  unsupported_grant_type: '授权服务器不支持此种授权类型。',
}

/** Gitee: gitee.com/api/v5/oauth_doc. Everything wrong with a token request is 401, and a `User-Agent` is asked for. */
export function gitee({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Ask & Grant>({ seconds: tenMinutes, now })
  const tokens = createShelf<Grant>({ seconds: day, now })
  const refreshTokens = createShelf<Grant>({ seconds: month, now })

  function read(query: Parameters): { ask: Ask, scopes: string[] } | Screen {
    const { redirect_uri: redirectUri = '', response_type: type, scope = '', state } = query
    if (query['client_id'] !== client.clientId) return { kind: 'answer', answer: json({ error: 'Application does not exist' }, 404) }
    if (!callbacks.some(registered => sameText(redirectUri, registered))) return message('Gitee', '登录回调地址无效', 400)
    const scopes = (scope || 'user_info').split(' ')
    const ask = { redirectUri, state, scopes }
    return type === 'code' ? { ask, scopes } : goBack(ask, 'unsupported_response_type', '授权服务器不支持此种响应类型。')
  }

  function token(call: Call): Answer {
    const basic = basicOf(call)
    const { client_id: id = basic?.id, client_secret: secret = basic?.secret, grant_type: type, ...sent } = { ...call.query, ...call.form }
    const { code, refresh_token: given, redirect_uri: redirectUri } = sent
    if (id !== client.clientId || secret !== client.clientSecret) return refusal('invalid_client')
    if (type === 'refresh_token') {
      const grant = refreshTokens.get(given)
      if (!grant) return refusal('invalid_grant')
      refreshTokens.remove(given ?? '')
      return issue(grant)
    }
    if (type !== 'authorization_code') return refusal('unsupported_grant_type')
    const found = codes.look(code)
    if (found.state !== 'fresh' || redirectUri !== found.grant.redirectUri) return refusal('invalid_grant')
    codes.use(code ?? '')
    return issue(found.grant)
  }

  function issue({ person, scopes }: Grant) {
    const accessToken = random.hex(32)
    const refreshToken = random.hex(64)
    tokens.put(accessToken, { person, scopes })
    refreshTokens.put(refreshToken, { person, scopes })
    return json({
      access_token: accessToken, token_type: 'bearer', expires_in: day, refresh_token: refreshToken, scope: scopes.join(' '), created_at: Math.floor(now() / 1000),
    })
  }

  function withToken(call: Call, answer: (grant: Grant) => Answer) {
    const grant = tokens.get(bearerOf(call, 'bearer', 'token') ?? call.query['access_token'])
    return grant ? answer(grant) : json({ message: '401 Unauthorized: Access token does not exist' }, 401)
  }

  const emails = ({ person: { email }, scopes }: Grant) => !scopes.includes('emails')
    ? json({ message: '403 Forbidden: Insufficient scope' }, 403)
    : json(email ? [{ email: email.address, state: email.verified ? 'confirmed' : 'unconfirmed', scope: ['primary', 'committed', 'notified'] }] : [])

  /** Without a `User-Agent` nobody gets further. */
  const named = (answer: (call: Call) => Answer) => (call: Call) =>
    call.header('user-agent') ? answer(call) : { status: 403, type: 'text/html', body: '<html><head><title>403 Forbidden</title></head></html>' }

  return {
    id: 'gitee',
    look: { names: { 'zh-CN': 'Gitee', 'en': 'Gitee' }, letter: 'G', colour: '#c71d23', ink: '#fff' },
    hosts: ['gitee.com'],
    pages: [signInAt<Ask>({
      url: '/gitee.com/oauth/authorize', read,
      agreed: ({ redirectUri, state, scopes }, person) => withQuery(redirectUri, { code: codes.issue(random.hex(64), { redirectUri, state, scopes, person }), state }),
      denied: ask => goBack(ask, 'access_denied', '用户或服务器拒绝了请求'),
    })],
    endpoints: [
      { method: 'POST', url: '/gitee.com/oauth/token', answer: named(token) },
      { method: 'GET', url: '/gitee.com/api/v5/user', answer: named(call => withToken(call, ({ person }) => json(giteeUser(person)))) },
      { method: 'GET', url: '/gitee.com/api/v5/emails', answer: named(call => withToken(call, emails)) },
    ],
    errorIn200: { ...refusal('invalid_grant'), status: 200 },
    notFound: () => json({ message: '404 Not Found' }, 404),
    keeps: [codes, tokens, refreshTokens],
  }
}

const goBack = ({ redirectUri, state }: Ask, error: string, description: string) =>
  redirectTo(withQuery(redirectUri, { error, error_description: description, state }))

const refusal = (error: keyof typeof refusals) => json({ error, error_description: refusals[error] }, 401)

/** The profile; its e-mail address is there by choice only, and says nothing of being verified. */
function giteeUser({ id, name, avatar }: Person) {
  const login = `${id}-test`
  const number = steady.digits(8, 'gitee', id)
  return {
    id: Number(number), login, name, avatar_url: avatar ? `https://foruda.gitee.com/avatar/${number}.png` : 'https://gitee.com/assets/no_portrait.png',
    url: `https://gitee.com/api/v5/users/${login}`, html_url: `https://gitee.com/${login}`, type: 'User', blog: null, weibo: null, bio: '',
    public_repos: 2, followers: 0, following: 0, created_at: '2020-01-01T08:00:00+08:00', updated_at: '2026-01-01T08:00:00+08:00', email: null,
  }
}
