import { wechat } from '../wechat.ts'
import { json, nameless, querySecret, text, type Recording } from './recording.ts'

const token = 'GET api.weixin.qq.com/sns/oauth2/access_token'
const info = 'GET api.weixin.qq.com/sns/userinfo'
const openid = 'oEXAMPLE0000000000000000abcd'
const unionid = 'oUEXAMPLE00000000000000wxyz'

const tokenReply = text(`{"access_token":"80_EXAMPLEtoken","expires_in":7200,"refresh_token":"80_EXAMPLErefresh","openid":"${openid}","scope":"snsapi_login","unionid":"${unionid}"}`, 'text/plain')
/** As for an application that shares its people with no other. */
const ofOne = text(tokenReply.body.replace(/,"unionid":"[^"]*"/, ''), 'text/plain')
const user = (nickname = '岚', union = `,"unionid":"${unionid}"`, avatar = 'https:\\/\\/thirdwx.qlogo.cn\\/mmopen\\/vi_32\\/EXAMPLE\\/132') =>
  text(`{"openid":"${openid}","nickname":${JSON.stringify(nickname)},"sex":0,"language":"","city":"","province":"","country":"","headimgurl":"${avatar}","privilege":[]${union}}`, 'text/plain')
const refusal = (errcode: number, errmsg: string) => text(JSON.stringify({ errcode, errmsg: `${errmsg}, rid: 65a1b2c3-0d4e5f60-1a2b3c4d` }), 'text/plain')

const profileErrors = [
  [40001, 'invalid credential', 'refused'], [40003, 'invalid openid', 'refused'], [40014, 'invalid access_token', 'refused'], [41001, 'access_token missing', 'refused'],
  [41009, 'missing openid', 'refused'], [42001, 'access_token expired', 'refused'], [48001, 'api unauthorized', 'misconfigured'],
] as const

export const recording: Recording = {
  provider: wechat,
  clientId: 'wx0123456789abcdef',
  loginUrl: 'https://open.weixin.qq.com/connect/qrconnect?appid=wx0123456789abcdef&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fwechat&response_type=code&scope=snsapi_login&state=State0123456789#wechat_redirect',
  replies: { [token]: tokenReply, [info]: user() },
  identity: {
    keys: [{ scope: 'union', subject: unionid }, { scope: 'wx0123456789abcdef', subject: openid }],
    displayName: '岚', avatarUrl: 'https://thirdwx.qlogo.cn/mmopen/vi_32/EXAMPLE/132', email: null, username: null,
  },
  calls: [
    `${token}?grant_type=authorization_code&appid=wx0123456789abcdef&secret=${querySecret}&code=CODE%2F%2B%26%3D`,
    `${info}?access_token=80_EXAMPLEtoken&openid=${openid}&lang=zh_CN`,
  ],
  cases: {
    'no union id': { replies: { [token]: ofOne, [info]: user('岚', '') }, identity: { keys: [{ scope: 'wx0123456789abcdef', subject: openid }] } },
    'an empty union id': { replies: { [token]: ofOne, [info]: user('岚', ',"unionid":""') }, identity: { keys: [{ scope: 'wx0123456789abcdef', subject: openid }] } },
    'a success that carries errcode 0': { replies: { [token]: text(tokenReply.body.replace('{', '{"errcode":0,"errmsg":"ok",'), 'text/plain') } },
    'a byte order mark': { replies: { [info]: text(`\ufeff${user().body}`, 'text/plain; charset=iso-8859-1') } },
    'no avatar': { replies: { [info]: user('岚', undefined, '') }, identity: { avatarUrl: null } },
    'an emoji of several code points': { replies: { [info]: user('👨‍👩‍👧‍👦') }, identity: { displayName: '👨‍👩‍👧‍👦' } },
    'half an emoji': { replies: { [info]: text(user('x').body.replace('"x"', '"Lan\\ud83d"'), 'text/plain') }, identity: { displayName: 'Lan' } },
    'markup in a name stays text': { replies: { [info]: user('<script>alert(1)</script>') }, identity: { displayName: '<script>alert(1)</script>' } },
    'no open id in the token': { replies: { [token]: json({ access_token: 'x' }) }, failure: { kind: 'unavailable', error: 'unexpected_reply' } },
    ...Object.fromEntries(([
      [-1, 'system error', 'unavailable'], [40013, 'invalid appid', 'misconfigured'], [40125, 'invalid appsecret', 'misconfigured'], [41002, 'appid missing', 'misconfigured'],
      [41004, 'appsecret missing', 'misconfigured'], [40029, 'invalid code', 'expired'], [40163, 'code been used', 'expired'], [41008, 'missing code', 'refused'],
      [42003, 'code expired', 'expired'], [45011, 'api minute-quota reach limit', 'unavailable'],
    ] as const).map(([errcode, errmsg, kind]) =>
      [`token ${errcode}`, { replies: { [token]: refusal(errcode, errmsg) }, failure: { kind, status: 200, error: String(errcode), description: `${errmsg}, rid: 65a1b2c3-0d4e5f60-1a2b3c4d` } }])),
    ...Object.fromEntries(profileErrors.map(([errcode, errmsg]) =>
      [`profile ${errcode}`, { replies: { [info]: refusal(errcode, errmsg) }, identity: nameless, missed: { status: 200, error: String(errcode) } }])),
    // Whoever is known by the union id would be a stranger without it.
    ...Object.fromEntries(profileErrors.map(([errcode, errmsg, kind]) =>
      [`profile ${errcode}, and no union id yet`, { replies: { [token]: ofOne, [info]: refusal(errcode, errmsg) }, failure: { kind, status: 200, error: String(errcode) } }])),
  },
}
