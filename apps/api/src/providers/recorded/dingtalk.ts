import { dingtalk } from '../dingtalk.ts'
import { clientSecret, json, type Recording } from './recording.ts'

const token = 'POST api.dingtalk.com/v1.0/oauth2/userAccessToken'
const me = 'GET api.dingtalk.com/v1.0/contact/users/me'

const user = { nick: '岚', unionId: 'EXAMPLEunion', openId: 'EXAMPLEopen', avatarUrl: 'https://example.com/a.png', mobile: '13800000000', stateCode: '86', visitor: false }
const refusal = (code: string, status = 400) => json({ code, requestid: '0F0E0D0C-0B0A-0908-0706-050403020100', message: '不合法的临时授权码' }, status)

export const recording: Recording = {
  provider: dingtalk,
  clientId: 'dingexample',
  loginUrl: 'https://login.dingtalk.com/oauth2/auth?response_type=code&client_id=dingexample&prompt=consent&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fdingtalk&scope=openid&state=State0123456789',
  replies: { [token]: json({ accessToken: '0123456789abcdef', refreshToken: 'fedcba9876543210', expireIn: 7200 }), [me]: json(user) },
  identity: {
    keys: [{ scope: 'union', subject: 'EXAMPLEunion' }, { scope: 'dingexample', subject: 'EXAMPLEopen' }],
    displayName: '岚', avatarUrl: 'https://example.com/a.png', email: null, username: null,
  },
  calls: [`${token} ${JSON.stringify({ clientId: 'dingexample', clientSecret, code: 'CODE/+&=', grantType: 'authorization_code' })}`, `${me} 0123456789abcdef`],
  cases: {
    'an address without a flag is unverified': { replies: { [me]: json({ ...user, email: 'lan@example.com' }) }, identity: { email: { address: 'lan@example.com', verified: false } } },
    'no union id': { replies: { [me]: json({ ...user, unionId: undefined }) }, identity: { keys: [{ scope: 'dingexample', subject: 'EXAMPLEopen' }] } },
    'an emoji and markup in a name stay text': { replies: { [me]: json({ ...user, nick: '📌<script>' }) }, identity: { displayName: '📌<script>' } },
    'nobody': { replies: { [me]: json({ nick: '岚' }) }, failure: { kind: 'misconfigured', error: 'no_subject' } },
    'code wrong, expired or used': { replies: { [token]: refusal('invalidParameter.authCode.notFound') }, failure: { kind: 'expired', status: 400, error: 'invalidParameter.authCode.notFound' } },
    'wrong secret': { replies: { [token]: refusal('invalidClientIdOrSecret') }, failure: { kind: 'misconfigured', status: 400, error: 'invalidClientIdOrSecret' } },
    'an address of another path': { replies: { [token]: json({ errcode: 404, errmsg: 'not found' }) }, failure: { kind: 'refused', status: 200, error: '404' } },
    'no token': { replies: { [token]: json({ expireIn: 7200 }) }, failure: { kind: 'unavailable', status: 200, error: 'unexpected_reply' } },
    'a bad token': { replies: { [me]: refusal('InvalidAuthentication') }, failure: { kind: 'refused', status: 400, error: 'InvalidAuthentication' } },
    'no permission': {
      replies: { [me]: json({ code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied', requestid: 'x', message: '没有调用该接口的权限', accessdenieddetail: { requiredScopes: ['Contact.User.Read'] } }, 403) },
      failure: { kind: 'misconfigured', status: 403, error: 'Forbidden.AccessDenied.AccessTokenPermissionDenied' },
    },
  },
}
