import { qq } from '../qq.ts'
import { json, nameless, querySecret, text, type Recording } from './recording.ts'

const token = 'GET graph.qq.com/oauth2.0/token'
const me = 'GET graph.qq.com/oauth2.0/me'
const info = 'GET graph.qq.com/user/get_user_info'
const openid = '7C1D40E2B38F4A5596D70A2FE8B9C613'
const accessToken = '5B0C17D2A94E4F6688AA31C0D7E2F9B4'

/** Pretty-printed, with slashes escaped here and there: as it comes. */
const user = (nickname = 'Lan', figure2 = 'http://thirdqq.qlogo.cn/g?b=oidb&k=EXAMPLE&s=100&t=1700000000') => text(`{
    "ret": 0,
    "msg": "",
    "is_lost":0,
    "nickname": ${JSON.stringify(nickname)},
    "gender": "女",
    "gender_type": 2,
    "figureurl": "http:\\/\\/qzapp.qlogo.cn\\/qzapp\\/101234567\\/${openid}\\/30",
    "figureurl_qq_1": "http://thirdqq.qlogo.cn/g?b=oidb&k=EXAMPLE&s=40&t=1700000000",
    "figureurl_qq_2": "${figure2}",
    "vip": "0"
}
`)

export const recording: Recording = {
  provider: qq,
  clientId: '101234567',
  loginUrl: 'https://graph.qq.com/oauth2.0/authorize?response_type=code&client_id=101234567&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fqq&scope=get_user_info&state=State0123456789',
  replies: {
    [token]: text(`{"access_token":"${accessToken}","expires_in":"5184000","refresh_token":"0F6E2AD85C7B41939D20E8A4B1C35D76"}`),
    [me]: text(`{"client_id":"101234567","openid":"${openid}","unionid":"UID_EXAMPLE0000000000000000000000000"}`),
    [info]: user(),
  },
  identity: {
    keys: [{ scope: 'union', subject: 'UID_EXAMPLE0000000000000000000000000' }, { scope: '101234567', subject: openid }],
    displayName: 'Lan', avatarUrl: 'https://thirdqq.qlogo.cn/g?b=oidb&k=EXAMPLE&s=100&t=1700000000', email: null, username: null,
  },
  calls: [
    `${token}?grant_type=authorization_code&client_id=101234567&client_secret=${querySecret}&fmt=json&code=CODE%2F%2B%26%3D&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fqq`,
    `${me}?access_token=${accessToken}&unionid=1&fmt=json`,
    `${info}?access_token=${accessToken}&oauth_consumer_key=101234567&openid=${openid}`,
  ],
  cases: {
    'a token as form text, the ids as JSONP with a line feed': {
      replies: {
        [token]: text(`access_token=${accessToken}&expires_in=7776000&refresh_token=0F6E2AD85C7B41939D20E8A4B1C35D76`),
        [me]: text(`callback( {"client_id":"101234567","openid":"${openid}"} );\n`),
      },
      identity: { keys: [{ scope: '101234567', subject: openid }] },
    },
    'no permission to ask for the union id': {
      replies: { [me]: [json({ error: 100048, error_description: 'companyid not set' }), json({ client_id: '101234567', openid })] },
      identity: { keys: [{ scope: '101234567', subject: openid }] },
    },
    'an application id as a number': { replies: { [me]: json({ client_id: 101234567, openid }) }, identity: { keys: [{ scope: '101234567', subject: openid }] } },
    'no larger avatar': { replies: { [info]: user('Lan', '') }, identity: { avatarUrl: 'https://thirdqq.qlogo.cn/g?b=oidb&k=EXAMPLE&s=40&t=1700000000' } },
    'nobody in particular': { replies: { [info]: user('qzuser') }, identity: { displayName: null } },
    'an emoji of several code points': { replies: { [info]: user('岚 👩‍🚀') }, identity: { displayName: '岚 👩‍🚀' } },
    'markup in a name stays text': { replies: { [info]: user('<script>alert(1)</script>') }, identity: { displayName: '<script>alert(1)</script>' } },
    'the token of another application': { replies: { [me]: json({ client_id: '109999999', openid }) }, failure: { kind: 'refused', error: 'foreign_token' } },
    ...Object.fromEntries(([
      [100001, 'param client_id is wrong or lost ', 'misconfigured'], [100002, 'param client_secret is wrong or lost ', 'misconfigured'],
      [100004, 'param grant_type is wrong or lost ', 'misconfigured'], [100008, 'appid', 'misconfigured'], [100009, 'client secret is illegal', 'misconfigured'],
      [100010, 'redirect uri is illegal', 'misconfigured'], [100011, 'not online', 'misconfigured'], [100019, 'code to access token error', 'expired'], [100020, 'code is reused error', 'expired'],
    ] as const).flatMap(([error, description, kind]) => [
      [`token ${error} as JSONP`, { replies: { [token]: text(`callback( {"error":${error},"error_description":"${description}"} );\n`) }, failure: { kind, status: 200, error: String(error) } }],
      [`token ${error} as JSON`, { replies: { [token]: json({ error, error_description: description }, 200, 'text/html') }, failure: { kind, status: 200, error: String(error) } }],
    ])),
    ...Object.fromEntries([[100013, 'access token is illegal'], [100014, ''], [100015, ''], [100016, 'access token check failed']].map(([error, description]) =>
      [`/me ${error}`, { replies: { [me]: text(`callback( ${JSON.stringify({ error, error_description: description })} );\n`) }, failure: { kind: 'refused', status: 200, error: String(error) } }])),
    ...Object.fromEntries(([
      [-22, 'openid is invalid'], [-23, 'token is invalid'], [-1, 'client request\'s parameters are invalid, invalid openid'],
      [1002, '请先登录'], [100030, ''], [100031, ''], [13002, 'get qq info err'],
    ] as const).map(([ret, msg]) =>
      [`profile ret ${ret}`, { replies: { [info]: json({ ret, msg }) }, identity: nameless, missed: { status: 200, error: String(ret) } }])),
    'a profile that is down': { replies: { [info]: text('<html>busy</html>', 'text/html', 502) }, identity: nameless, missed: { status: 502, error: 'unreadable_reply', address: 'graph.qq.com/user/get_user_info' } },
  },
}
