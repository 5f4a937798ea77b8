import { randomUUID } from 'node:crypto'
import { json, type Answer } from '../oauth/answer.ts'
import type { Call, Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { sameText, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { random, steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo, signInAt } from './sign-in.ts'

interface Ask { redirectUri: string, state: string | undefined, scopes: string[] }
interface Grant { person: Person, scopes: string[] }

const fiveMinutes = 300
const tokenLife = 7200
const month = 2_592_000

/** DingTalk: open.dingtalk.com, "Obtain user token". JSON only, camelCase, and a header of its own for the token. */
export function dingtalk({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Ask & Grant>({ seconds: fiveMinutes, now })
  const tokens = createShelf<Grant>({ seconds: tokenLife, now })
  const refreshTokens = createShelf<Grant>({ seconds: month, now })

  function read(query: Parameters) {
    const { redirect_uri: redirectUri = '', response_type: type, scope = '', state, prompt } = query
    if (query['client_id'] !== client.clientId) return message('钉钉', '应用不存在')
    if (!callbacks.some(registered => sameText(redirectUri, registered))) return message('钉钉', '回调地址 redirect_uri 不在应用的回调域名列表中')
    const scopes = scope.split(' ').filter(name => name !== '')
    if (type !== 'code' || prompt !== 'consent' || !scopes.includes('openid')) return message('钉钉', '参数错误：response_type、scope 或 prompt')
    return { ask: { redirectUri, state, scopes }, scopes }
  }

  function token({ json: body }: Call): Answer {
    if (!body) return refusal('Missingbody', 'body is mandatory for this action.')
    const { clientId: id, clientSecret: secret, grantType: type, code = '', refreshToken: given = '' } = body
    if (id !== client.clientId || secret !== client.clientSecret) return refusal('invalidClientIdOrSecret', '无效的clientId或者clientSecret')
    if (type === 'refresh_token') {
      const grant = refreshTokens.get(given)
      return grant ? issue(grant) : refusal('invalidParameter.refreshToken.notFound', '不合法的refreshToken')
    }
    if (type !== 'authorization_code') return refusal('invalidParameter.grantType', '不合法的grantType')
    const found = codes.look(code)
    if (found.state !== 'fresh') return refusal('invalidParameter.authCode.notFound', '不合法的临时授权码')
    codes.use(code)
    return issue(found.grant)
  }

  function issue({ person, scopes }: Grant) {
    const accessToken = random.hex(32)
    const refreshToken = random.hex(32)
    tokens.put(accessToken, { person, scopes })
    refreshTokens.put(refreshToken, { person, scopes })
    return typed(json({ accessToken, refreshToken, expireIn: tokenLife, ...(scopes.includes('corpid') && { corpId: 'ding5eed0008aaaabbbb' }) }))
  }

  function me({ header }: Call): Answer {
    const given = header('x-acs-dingtalk-access-token')
    if (!given) return refusal('AuthenticationFailed.MissingParameter', '缺少参数：x-acs-dingtalk-access-token')
    const grant = tokens.get(given)
    return grant ? typed(json(dingtalkUser(grant.person, client.clientId))) : refusal('InvalidAuthentication', '不合法的access_token')
  }

  const signIn = (url: string) => signInAt<Ask>({
    url, read,
    agreed: (ask, person) => withQuery(ask.redirectUri, { authCode: codes.issue(random.hex(32), { ...ask, person }), state: ask.state }),
    denied: ({ redirectUri, state }) => redirectTo(withQuery(redirectUri, { error: 'access_denied', state })),
  })

  return {
    id: 'dingtalk',
    look: { names: { 'zh-CN': '钉钉', 'en': 'DingTalk' }, letter: '钉', colour: '#0f6fde', ink: '#fff' },
    hosts: ['login.dingtalk.com', 'api.dingtalk.com'],
    pages: [signIn('/login.dingtalk.com/oauth2/auth'), signIn('/login.dingtalk.com/oauth2/challenge.htm')],
    endpoints: [
      { method: 'POST', url: '/api.dingtalk.com/v1.0/oauth2/userAccessToken', answer: token },
      { method: 'GET', url: '/api.dingtalk.com/v1.0/contact/users/me', answer: me },
    ],
    errorIn200: { ...refusal('invalidParameter.authCode.notFound', '不合法的临时授权码'), status: 200 },
    notFound: () => refusal('InvalidAction.NotFound', 'Specified api is not found, please check your url and method.', 404),
    keeps: [codes, tokens, refreshTokens],
  }
}

const typed = (answer: Answer): Answer => ({ ...answer, type: 'application/json;charset=utf-8' })

const refusal = (code: string, message: string, status = 400) => typed(json({ code, requestid: randomUUID().toUpperCase(), message }, status))

/** Fields without a value are left out, never `null`. The address carries no flag. */
const dingtalkUser = ({ id, name, email, avatar }: Person, appKey: string) => ({
  nick: name, unionId: steady.letters(22, 'dingtalk union id', id), openId: steady.letters(20, 'dingtalk open id', appKey, id),
  ...(avatar && { avatarUrl: `https://static-legacy.dingtalk.com/media/${steady.letters(24, 'dingtalk avatar', id)}.png` }),
  ...(email && { email: email.address }), visitor: false,
})
