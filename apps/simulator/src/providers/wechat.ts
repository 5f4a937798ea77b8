import { withEscapedSlashes, type Answer } from '../oauth/answer.ts'
import type { Call, Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { sameHost, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { random, steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import { createUnionids } from '../people/unionids.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo, signInAt } from './sign-in.ts'

interface Ask { redirectUri: string, state: string | undefined }
interface Grant { person: Person, openid: string, unionid: string | undefined }

const tenMinutes = 600
const tokenLife = 7200
const refreshLife = 2_592_000
const scope = 'snsapi_login'

/** The text before the request id; programs match on the number only. */
const errors: Record<number, string> = {
  40001: 'invalid credential, access_token is invalid or not latest', 40002: 'invalid grant_type', 40003: 'invalid openid', 40013: 'invalid appid', 40014: 'invalid access_token',
  40029: 'invalid code', 40030: 'invalid refresh_token', 40125: 'invalid appsecret', 40163: 'code been used',
  41001: 'access_token missing', 41002: 'appid missing', 41003: 'refresh_token missing', 41004: 'appsecret missing', 41008: 'missing code', 41009: 'missing openid',
  42003: 'code expired',
}

/** WeChat's website login: developers.weixin.qq.com, "Website App". Errors come with status 200, everything as `text/plain`. */
export function wechat({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Ask & Grant>({ seconds: tenMinutes, now })
  const tokens = createShelf<Grant>({ seconds: tokenLife, now })
  const refreshTokens = createShelf<{ accessToken: string, grant: Grant }>({ seconds: refreshLife, now })
  const unionids = createUnionids(person => `o${steady.letters(27, 'wechat unionid', person.id)}`)

  function read(query: Parameters) {
    const { appid, redirect_uri: redirectUri = '', response_type: type, state } = query
    if (appid !== client.clientId) return message('微信登录', 'AppID 参数错误')
    if (!callbacks.some(registered => sameHost(redirectUri, registered))) return message('微信登录', 'redirect_uri 参数错误 (10003)')
    if (type !== 'code' || query['scope'] !== scope) return message('微信登录', 'Scope 参数错误或没有 Scope 权限 (10005)')
    return { ask: { redirectUri, state }, scopes: [scope] }
  }

  function token({ query, form }: Call): Answer {
    const { appid, secret, code, grant_type: type } = { ...query, ...form }
    if (!appid) return failure(41002)
    if (!secret) return failure(41004)
    if (!code) return failure(41008)
    if (type !== 'authorization_code') return failure(40002)
    if (appid !== client.clientId) return failure(40013)
    // An unknown code has been seen to be named before a wrong secret.
    const found = codes.look(code)
    if (found.state === 'unknown') return failure(40029)
    if (secret !== client.clientSecret) return failure(40125)
    if (found.state === 'used') return failure(40163)
    if (found.state === 'expired') return failure(42003)
    codes.use(code)
    const { person, openid, unionid } = found.grant
    const grant = { person, openid, unionid }
    const accessToken = `80_${random.letters(86)}`
    const refreshToken = `80_${random.letters(86)}`
    tokens.put(accessToken, grant)
    refreshTokens.put(refreshToken, { accessToken, grant })
    return text({ access_token: accessToken, expires_in: tokenLife, refresh_token: refreshToken, openid, scope, ...(unionid && { unionid }) })
  }

  /** Needs no secret. A token that is still good is given back with a new life, and the refresh token stays. */
  function refresh({ query, form }: Call): Answer {
    const { appid, grant_type: type, refresh_token: given } = { ...query, ...form }
    if (!appid) return failure(41002)
    if (!given) return failure(41003)
    if (type !== 'refresh_token') return failure(40002)
    if (appid !== client.clientId) return failure(40013)
    const known = refreshTokens.get(given)
    if (!known) return failure(40030)
    const { grant } = known
    if (!tokens.get(known.accessToken)) known.accessToken = `80_${random.letters(86)}`
    tokens.put(known.accessToken, grant)
    return text({ access_token: known.accessToken, expires_in: tokenLife, refresh_token: given, openid: grant.openid, scope })
  }

  function withToken({ query, form }: Call, answer: (grant: Grant) => Answer): Answer {
    const { access_token: given, openid } = { ...query, ...form }
    if (!given) return failure(41001)
    if (!openid) return failure(41009)
    const grant = tokens.get(given)
    if (!grant) return failure(40001)
    return grant.openid === openid ? answer(grant) : failure(40003)
  }

  const both = (url: string, answer: (call: Call) => Answer) => [{ method: 'GET' as const, url, answer }, { method: 'POST' as const, url, answer }]
  return {
    id: 'wechat',
    look: { names: { 'zh-CN': '微信', 'en': 'WeChat' }, letter: '微', colour: '#07c160', ink: '#10151a' },
    tellsUnionid: true,
    hosts: ['open.weixin.qq.com', 'api.weixin.qq.com'],
    pages: [signInAt<Ask>({
      url: '/open.weixin.qq.com/connect/qrconnect',
      read,
      agreed(ask, person) {
        const grant = { person, openid: `o${steady.letters(27, 'wechat openid', client.clientId, person.id)}`, unionid: unionids.signedIn(person) }
        return withQuery(ask.redirectUri, { code: codes.issue(`0${random.letters(31)}`, { ...ask, ...grant }), state: ask.state })
      },
      // The documentation of today knows no way back, that of yesterday one with the state only.
      denials: ['deny', 'deny-state', 'deny-error'],
      denied(ask, how) {
        if (how === 'deny') return { kind: 'closed' }
        return redirectTo(withQuery(ask.redirectUri, { error: how === 'deny-error' ? 'access_denied' : undefined, state: ask.state }))
      },
    })],
    endpoints: [
      ...both('/api.weixin.qq.com/sns/oauth2/access_token', token),
      ...both('/api.weixin.qq.com/sns/oauth2/refresh_token', refresh),
      { method: 'GET', url: '/api.weixin.qq.com/sns/auth', answer: call => withToken(call, () => text({ errcode: 0, errmsg: 'ok' })) },
      { method: 'GET', url: '/api.weixin.qq.com/sns/userinfo', answer: call => withToken(call, userInfo) },
    ],
    errorIn200: { status: 200, type: 'text/plain', body: '{"errcode":-1,"errmsg":"system error, rid: 65a1b2c3-0d4e5f60-1a2b3c4d"}' },
    notFound: () => ({ status: 404, type: 'text/html', body: '<html><head><title>404 Not Found</title></head></html>' }),
    keeps: [codes, tokens, refreshTokens, unionids],
  }
}

/** Sex and region are filled in for nobody since 2021. */
function userInfo({ person, openid, unionid }: Grant) {
  return text({
    openid, nickname: person.name, sex: 0, language: '', city: '', province: '', country: '',
    headimgurl: person.avatar ? `https://thirdwx.qlogo.cn/mmopen/vi_32/${steady.letters(40, 'wechat avatar', person.id)}/132` : '',
    privilege: [], ...(unionid && { unionid }),
  })
}

const text = (value: object): Answer => ({ status: 200, type: 'text/plain', body: withEscapedSlashes(JSON.stringify(value)) })

function failure(errcode: number) {
  return text({ errcode, errmsg: `${errors[errcode] ?? 'system error'}, rid: ${random.hex(8)}-${random.hex(8)}-${random.hex(8)}` })
}
