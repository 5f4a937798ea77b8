import { weibo } from '../weibo.ts'
import { encodedSecret, json, nameless, text, type Recording } from './recording.ts'

const token = 'POST api.weibo.com/oauth2/access_token'
const show = 'GET api.weibo.com/2/users/show.json'

const tokenOf = (uid: string) => text(`{"access_token":"2.00EXAMPLEexample","remind_in":"2591999","expires_in":2591999,"uid":${uid},"isRealName":"true"}`, null)
const user = { id: 1234567890, idstr: '1234567890', class: 1, screen_name: 'lan_test', name: 'lan', gender: 'n', avatar_large: 'https://tvax1.sinaimg.cn/example.180.jpg', profile_image_url: 'http://tvax1.sinaimg.cn/example.50.jpg', status: {}, lang: 'zh-cn' }

/** The description repeats the code: it must not reach a log. */
const tokenError = (error: string, code: number, status: number) =>
  json({ error, error_code: code, request: '/oauth2/access_token', error_uri: '/oauth2/access_token', error_description: 'invalid authorization code:CODE/+&=' }, status)

export const recording: Recording = {
  provider: weibo,
  clientId: '987654321',
  loginUrl: 'https://api.weibo.com/oauth2/authorize?response_type=code&client_id=987654321&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fweibo&state=State0123456789',
  replies: { [token]: tokenOf('"1234567890"'), [show]: json(user) },
  identity: { keys: [{ scope: 'weibo.com', subject: '1234567890' }], displayName: 'lan_test', avatarUrl: 'https://tvax1.sinaimg.cn/example.180.jpg', email: null, username: null },
  calls: [
    `${token} grant_type=authorization_code&code=CODE%2F%2B%26%3D&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fweibo&client_id=987654321&client_secret=${encodedSecret}`,
    `${show}?access_token=2.00EXAMPLEexample&uid=1234567890`,
  ],
  cases: {
    'ids as numbers': { replies: { [token]: tokenOf('1234567890'), [show]: json({ ...user, idstr: undefined }) } },
    'an id beyond 2^53 as a number': {
      replies: { [token]: tokenOf('"9223372036854775807"'), [show]: text('{"id":9223372036854775807,"screen_name":"lan_test","avatar_large":"https://tvax1.sinaimg.cn/example.180.jpg"}', null) },
      identity: { keys: [{ scope: 'weibo.com', subject: '9223372036854775807' }] },
    },
    'an id that was rounded on the way is nobody\'s': { replies: { [token]: tokenOf('9223372036854775807') }, failure: { kind: 'unavailable', error: 'unexpected_reply' } },
    'no larger avatar': { replies: { [show]: json({ ...user, avatar_large: '' }) }, identity: { avatarUrl: 'https://tvax1.sinaimg.cn/example.50.jpg' } },
    'no name': { replies: { [show]: json({ ...user, screen_name: ' \u0000 ', name: '' }) }, identity: { displayName: null } },
    'an emoji': { replies: { [show]: json({ ...user, screen_name: '岚🌊' }) }, identity: { displayName: '岚🌊' } },
    'markup in a name stays text': { replies: { [show]: json({ ...user, screen_name: '<script>x</script>' }) }, identity: { displayName: '<script>x</script>' } },
    'code unknown or used': { replies: { [token]: tokenError('invalid_grant', 21325, 400) }, failure: { kind: 'expired', status: 400, error: '21325', description: 'invalid authorization code:…' } },
    'code expired': { replies: { [token]: tokenError('expired_token', 21327, 400) }, failure: { kind: 'expired', status: 400, error: '21327' } },
    'wrong secret': { replies: { [token]: tokenError('invalid_client', 21324, 401) }, failure: { kind: 'misconfigured', status: 401, error: '21324' } },
    'other callback': { replies: { [token]: tokenError('redirect_uri_mismatch', 21322, 400) }, failure: { kind: 'misconfigured', status: 400, error: '21322' } },
    'not for this application': { replies: { [token]: tokenError('unauthorized_client', 21326, 400) }, failure: { kind: 'misconfigured', status: 400, error: '21326' } },
    'busy': { replies: { [token]: tokenError('temporarily_unavailable', 21331, 400) }, failure: { kind: 'unavailable', status: 400, error: '21331' } },
    'an application nobody reviewed': {
      replies: { [show]: json({ error: 'applications over the unaudited use restrictions!', error_code: 21321, request: '/2/users/show.json' }, 403) },
      identity: nameless, missed: { status: 403, error: '21321', description: 'applications over the unaudited use restrictions!' },
    },
    'no such user': { replies: { [show]: json({ error: 'User does not exists!', error_code: 20003, request: '/2/users/show.json' }, 400) }, identity: nameless, missed: { status: 400, error: '20003' } },
    'a token that has ended': { replies: { [show]: json({ error: 'expired_token', error_code: 21327, request: '/2/users/show.json' }, 403) }, identity: nameless, missed: { status: 403, error: '21327' } },
    'a sentence for an error': { replies: { [show]: json({ error: 'source paramter(appkey) is missing' }, 403) }, identity: nameless, missed: { status: 403, error: 'unnamed', description: 'source paramter(appkey) is missing' } },
  },
}
