import { feishu } from '../feishu.ts'
import { attempt, challenge, encodedSecret, json, text, type Recording } from './recording.ts'

const token = 'POST accounts.feishu.cn/oauth/v3/token'
const info = 'GET open.feishu.cn/open-apis/authen/v1/user_info'

const data = { name: '岚', en_name: 'Lan', avatar_url: 'https://example.com/a.png', avatar_thumb: 'https://example.com/a72.png', open_id: 'ou_EXAMPLE', union_id: 'on_EXAMPLE', tenant_key: 'EXAMPLEtenant' }
const user = (changes: object = {}) => json({ code: 0, msg: 'success', data: { ...data, ...changes } })

export const recording: Recording = {
  provider: feishu,
  clientId: 'cli_a0123456789',
  loginUrl: `https://accounts.feishu.cn/open-apis/authen/v1/authorize?response_type=code&client_id=cli_a0123456789&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Ffeishu&state=State0123456789&code_challenge=${challenge}&code_challenge_method=S256`,
  replies: { [token]: json({ code: 0, access_token: 'eyJEXAMPLE', expires_in: 7200, scope: 'auth:user.id:read', token_type: 'Bearer' }), [info]: user() },
  identity: {
    keys: [{ scope: 'EXAMPLEtenant', subject: 'on_EXAMPLE' }, { scope: 'cli_a0123456789', subject: 'ou_EXAMPLE' }],
    displayName: '岚', avatarUrl: 'https://example.com/a.png', email: null, username: null,
  },
  calls: [
    `${token} grant_type=authorization_code&code=CODE%2F%2B%26%3D&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Ffeishu&code_verifier=${attempt.verifier}&client_id=cli_a0123456789&client_secret=${encodedSecret}`,
    `${info} Bearer eyJEXAMPLE`,
  ],
  cases: {
    'an address from an administrator is unverified': { replies: { [info]: user({ email: 'lan@example.com' }) }, identity: { email: { address: 'lan@example.com', verified: false } } },
    'a company address first': { replies: { [info]: user({ email: 'lan@example.com', enterprise_email: 'lan@corp.example' }) }, identity: { email: { address: 'lan@corp.example', verified: false } } },
    'no union id': { replies: { [info]: user({ union_id: undefined }) }, identity: { keys: [{ scope: 'cli_a0123456789', subject: 'ou_EXAMPLE' }] } },
    'no tenant': { replies: { [info]: user({ tenant_key: '' }) }, identity: { keys: [{ scope: 'cli_a0123456789', subject: 'ou_EXAMPLE' }] } },
    'an emoji and markup in a name stay text': { replies: { [info]: user({ name: '🐦<script>' }) }, identity: { displayName: '🐦<script>' } },
    'no name': { replies: { [info]: user({ name: '' }) }, identity: { displayName: 'Lan' } },
    'an address of another path': { replies: { [token]: text('404 page not found', 'text/plain', 404) }, failure: { kind: 'misconfigured', status: 404, error: 'unreadable_reply', address: 'accounts.feishu.cn/oauth/v3/token' } },
    ...Object.fromEntries(([
      [20003, 'expired', 400], [20004, 'expired', 400], [20010, 'not_allowed', 400], [20049, 'refused', 400], [20063, 'refused', 400], [20065, 'expired', 400],
      [20002, 'misconfigured', 400], [20027, 'misconfigured', 400], [20024, 'misconfigured', 400], [20070, 'misconfigured', 400], [20071, 'misconfigured', 400], [20050, 'unavailable', 500], [20072, 'unavailable', 503],
    ] as const).map(([code, kind, status]) =>
      [`token ${code}`, { replies: { [token]: json({ error: 'invalid_grant', error_description: 'The authorization code is not found.', code }, status) }, failure: { kind, status, error: String(code) } }])),
    ...Object.fromEntries(([[99991668, 'refused'], [99991677, 'refused'], [99991672, 'misconfigured'], [99991679, 'misconfigured']] as const).map(([code, kind]) =>
      [`user ${code}`, { replies: { [info]: json({ code, msg: 'Invalid access token', error: { log_id: 'x' } }, 400) }, failure: { kind, status: 400, error: String(code) } }])),
  },
}
