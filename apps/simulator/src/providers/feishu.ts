import { json, type Answer } from '../oauth/answer.ts'
import { basicOf, bearerOf, type Call, type Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { answersChallenge, challengeOf, type Challenge } from '../oauth/pkce.ts'
import { sameText, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { random, steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import { feishuRefusal, invalidToken } from './feishu-errors.ts'
import { createFeishuOlder } from './feishu-older.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo, signInAt } from './sign-in.ts'

interface Ask { redirectUri: string, state: string | undefined, scopes: string[], challenge: Challenge | undefined }
export interface FeishuGrant { person: Person, scopes: string[] }

const fiveMinutes = 300
const tokenLife = 7200
const refreshLife = 604_800

/** Feishu: open.feishu.cn, "Get user_access_token". In replies `code` is an error number, in requests the authorization code. */
export function feishu({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Ask & FeishuGrant>({ seconds: fiveMinutes, now })
  const tokens = createShelf<FeishuGrant>({ seconds: tokenLife, now })
  const refreshTokens = createShelf<FeishuGrant & { used?: boolean }>({ seconds: refreshLife, now })
  const older = createFeishuOlder({ client, codes, tokens, now })

  function read(query: Parameters) {
    const { redirect_uri: redirectUri = '', response_type: type = 'code', scope = '', state } = query
    if ((query['client_id'] ?? query['app_id']) !== client.clientId) return message('飞书', '错误码：20028，应用不存在或未安装', 400)
    if (!callbacks.some(registered => sameText(redirectUri, registered))) return message('飞书', '错误码：20029，redirect_uri 请求不合法', 400)
    if (type !== 'code') return message('飞书', '错误码：20001，response_type 请求不合法', 400)
    const scopes = scope.split(' ').filter(name => name !== '')
    return { ask: { redirectUri, state, scopes, challenge: challengeOf(query['code_challenge'], query['code_challenge_method']) }, scopes }
  }

  /** The present endpoint takes forms and JSON; the one before JSON only, and did not mind a verifier without a challenge. */
  function token(call: Call, version: 2 | 3): Answer {
    const basic = basicOf(call)
    const body = call.json ?? (version === 3 ? call.form : {})
    if (basic && body['client_secret'] !== undefined) return feishuRefusal(20070, 'invalid_request')
    const { client_id: id = basic?.id, client_secret: secret = basic?.secret, grant_type: type, ...sent } = body
    if (!id || !secret || !type) return feishuRefusal(20063, 'invalid_request')
    if (id !== client.clientId || secret !== client.clientSecret) return feishuRefusal(20002, 'invalid_client')
    if (type === 'refresh_token') return refresh(sent['refresh_token'])
    if (type !== 'authorization_code') return feishuRefusal(20036, 'unsupported_grant_type')
    const { code, redirect_uri: redirectUri, code_verifier: verifier } = sent
    const found = codes.look(code)
    if (found.state === 'expired') return feishuRefusal(20004)
    if (found.state !== 'fresh') return feishuRefusal(20003)
    const { grant } = found
    if (redirectUri !== grant.redirectUri) return feishuRefusal(20071)
    if (grant.challenge ? !answersChallenge(grant.challenge, verifier ?? '') : verifier !== undefined && version === 3) return feishuRefusal(20049)
    codes.use(code ?? '')
    return issue(grant)
  }

  /** A refresh token is good once. */
  function refresh(given: string | undefined) {
    const grant = refreshTokens.get(given)
    if (!grant) return feishuRefusal(20026)
    if (grant.used) return feishuRefusal(20073)
    grant.used = true
    return issue(grant)
  }

  function issue({ person, scopes }: FeishuGrant) {
    const accessToken = `eyJ${random.letters(1200)}`
    tokens.put(accessToken, { person, scopes })
    const lasting = scopes.includes('offline_access') ? `eyJ${random.letters(1200)}` : undefined
    if (lasting !== undefined) refreshTokens.put(lasting, { person, scopes })
    return json({
      code: 0, access_token: accessToken, expires_in: tokenLife, ...(lasting !== undefined && { refresh_token: lasting, refresh_token_expires_in: refreshLife }),
      scope: scopes.join(' '), token_type: 'Bearer',
    })
  }

  function userInfo(call: Call) {
    const given = bearerOf(call, 'bearer')
    if (given === undefined) return invalidToken(99991661, 'Missing access token for authorization. Please make a request with token attached.')
    const grant = tokens.get(given)
    return grant ? json({ code: 0, msg: 'success', data: feishuUser(grant, client.clientId) }) : invalidToken(99991668, 'Invalid access token for authorization. Please make a request with token attached.')
  }

  const signIn = (url: string) => signInAt<Ask>({
    url, read,
    agreed: (ask, person) => withQuery(ask.redirectUri, { code: codes.issue(random.letters(64), { ...ask, person }), state: ask.state }),
    denied: ({ redirectUri, state }) => redirectTo(withQuery(redirectUri, { error: 'access_denied', state })),
  })

  return {
    id: 'feishu',
    look: { names: { 'zh-CN': '飞书', 'en': 'Feishu' }, letter: '飞', colour: '#245bdb', ink: '#fff' },
    hosts: ['accounts.feishu.cn', 'open.feishu.cn'],
    pages: [signIn('/accounts.feishu.cn/open-apis/authen/v1/authorize'), signIn('/open.feishu.cn/open-apis/authen/v1/index')],
    endpoints: [
      { method: 'POST', url: '/accounts.feishu.cn/oauth/v3/token', answer: call => token(call, 3) },
      { method: 'POST', url: '/open.feishu.cn/open-apis/authen/v2/oauth/token', answer: call => token(call, 2) },
      ...older.endpoints,
      { method: 'GET', url: '/open.feishu.cn/open-apis/authen/v1/user_info', answer: userInfo },
    ],
    errorIn200: { ...feishuRefusal(20003), status: 200 },
    notFound: () => ({ status: 404, type: 'text/plain', body: '404 page not found' }),
    keeps: [codes, tokens, refreshTokens, older],
  }
}

/** The address was entered by an administrator and is never verified. */
function feishuUser({ person, scopes }: FeishuGrant, appId: string) {
  const { id, name, latinName, email, avatar } = person
  const picture = (size: number) => avatar ? `https://s1-imfile.feishucdn.com/static-resource/v1/${steady.hex(32, 'feishu avatar', id)}~${size}x${size}.webp` : ''
  return {
    name, en_name: latinName ?? name, avatar_url: picture(72), avatar_thumb: picture(72), avatar_middle: picture(240), avatar_big: picture(640),
    open_id: `ou_${steady.hex(32, 'feishu open id', appId, id)}`, union_id: `on_${steady.hex(32, 'feishu union id', id)}`, tenant_key: steady.hex(16, 'feishu tenant'),
    ...(scopes.includes('contact:user.email:readonly') && email && { email: email.address }),
  }
}
