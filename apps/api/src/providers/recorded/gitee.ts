import { gitee } from '../gitee.ts'
import { encodedSecret, json, text, type Recording } from './recording.ts'

const token = 'POST gitee.com/oauth/token'
const user = 'GET gitee.com/api/v5/user'
const emails = 'GET gitee.com/api/v5/emails'

const profile = { id: 1234567, login: 'lan-test', name: 'Lan', avatar_url: 'https://gitee.com/assets/no_portrait.png', html_url: 'https://gitee.com/lan-test', email: null }
const address = { email: 'lan@example.com', state: 'confirmed', scope: ['primary', 'committed', 'notified'] }

export const recording: Recording = {
  provider: gitee,
  clientId: '0123456789abcdef',
  loginUrl: 'https://gitee.com/oauth/authorize?response_type=code&client_id=0123456789abcdef&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fgitee&scope=user_info%20emails&state=State0123456789',
  replies: {
    [token]: json({ access_token: 'EXAMPLE', token_type: 'bearer', expires_in: 86400, refresh_token: 'EXAMPLE2', scope: 'user_info emails', created_at: 1700000000 }),
    [user]: json(profile),
    [emails]: json([address]),
  },
  identity: {
    keys: [{ scope: 'gitee.com', subject: '1234567' }], displayName: 'Lan', avatarUrl: 'https://gitee.com/assets/no_portrait.png',
    email: { address: 'lan@example.com', verified: true }, username: 'lan-test',
  },
  calls: [
    `${token} grant_type=authorization_code&code=CODE%2F%2B%26%3D&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fgitee&client_id=0123456789abcdef&client_secret=${encodedSecret}`,
    `${user} Bearer EXAMPLE`,
    `${emails} Bearer EXAMPLE`,
  ],
  cases: {
    'an id beyond 2^53': { replies: { [user]: text('{"id":90071992547409931234,"login":"lan-test","name":"Lan","avatar_url":"//gitee.com/a.png"}') }, identity: { keys: [{ scope: 'gitee.com', subject: '90071992547409931234' }], avatarUrl: 'https://gitee.com/a.png' } },
    'an emoji and markup in a name stay text': { replies: { [user]: json({ ...profile, name: '岚🌊<script>' }) }, identity: { displayName: '岚🌊<script>' } },
    'an unconfirmed address': { replies: { [emails]: json([{ ...address, state: 'unconfirmed' }]) }, identity: { email: { address: 'lan@example.com', verified: false } } },
    'a confirmed address beside an unconfirmed primary one': {
      replies: { [emails]: json([{ ...address, email: 'other@example.com', scope: ['committed'] }, { ...address, state: 'unconfirmed' }]) }, identity: { email: { address: 'lan@example.com', verified: false } },
    },
    'no address': { replies: { [emails]: json([]) }, identity: { email: null } },
    'no permission for addresses': { replies: { [emails]: json({ message: '403 Forbidden' }, 403) }, identity: { email: null } },
    'addresses are down': { replies: { [emails]: json({ message: 'busy' }, 500) }, identity: { email: null, unknown: ['email'] }, missed: { status: 500, description: 'busy' } },
    'one odd row among the addresses': { replies: { [emails]: json([null, address]) }, missed: { error: 'unexpected_reply' } },
    'code wrong, expired or used': { replies: { [token]: json({ error: 'invalid_grant', error_description: '授权方式无效，或者登录回调地址无效、过期或已被撤销' }, 401) }, failure: { kind: 'expired', status: 401, error: 'invalid_grant', description: '授权方式无效，或者登录回调地址无效、过期或已被撤销' } },
    'wrong secret': { replies: { [token]: json({ error: 'invalid_client', error_description: '由于未知、不支持或没有客户端，认证失败' }, 401) }, failure: { kind: 'misconfigured', status: 401, error: 'invalid_client' } },
    'a token that has ended': { replies: { [user]: json({ message: '401 Unauthorized: Access token is expired' }, 401) }, failure: { kind: 'refused', status: 401 } },
  },
}
