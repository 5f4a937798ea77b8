import { github } from '../github.ts'
import { attempt, challenge, encodedSecret, json, text, type Recording } from './recording.ts'

const token = 'POST github.com/login/oauth/access_token'
const user = 'GET api.github.com/user'
const emails = 'GET api.github.com/user/emails'

const accessToken = 'gho_EXAMPLE000000000000000000000000000000'
const profile = { login: 'lan-test', id: 1234567, node_id: 'U_EXAMPLE', avatar_url: 'https://avatars.githubusercontent.com/u/1234567?v=4', type: 'User', name: null, email: 'public@example.com' }
const address = { email: 'lan@example.com', primary: true, verified: true, visibility: 'private' }
const noreply = { email: '1234567+lan-test@users.noreply.github.com', primary: false, verified: true, visibility: null }
const refusal = (error: string, description: string) =>
  json({ error, error_description: description, error_uri: `https://docs.github.com/apps/troubleshooting/#${error}` }, 200, 'application/json; charset=utf-8')

export const recording: Recording = {
  provider: github,
  clientId: 'Ov23liEXAMPLE',
  loginUrl: `https://github.com/login/oauth/authorize?response_type=code&client_id=Ov23liEXAMPLE&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fgithub&scope=read%3Auser%20user%3Aemail&state=State0123456789&code_challenge=${challenge}&code_challenge_method=S256`,
  replies: {
    [token]: json({ access_token: accessToken, token_type: 'bearer', scope: 'read:user,user:email' }),
    [user]: json(profile),
    [emails]: json([address, noreply]),
  },
  identity: {
    keys: [{ scope: 'github.com', subject: '1234567' }], displayName: 'lan-test', avatarUrl: 'https://avatars.githubusercontent.com/u/1234567?v=4',
    email: { address: 'lan@example.com', verified: true }, username: 'lan-test',
  },
  calls: [
    `${token} grant_type=authorization_code&code=CODE%2F%2B%26%3D&redirect_uri=https%3A%2F%2Fwww.example.com%2Foauth%2Fcallback%2Fgithub&code_verifier=${attempt.verifier}&client_id=Ov23liEXAMPLE&client_secret=${encodedSecret}`,
    `${user} Bearer ${accessToken}`,
    `${emails}?per_page=100 Bearer ${accessToken}`,
  ],
  cases: {
    'a token as form text': { replies: { [token]: text(`access_token=${accessToken}&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer`, 'application/x-www-form-urlencoded; charset=utf-8') } },
    'a name': { replies: { [user]: json({ ...profile, name: ' Lan\tTest ' }) }, identity: { displayName: 'Lan Test' } },
    'an empty name': { replies: { [user]: json({ ...profile, name: '' }) } },
    'an emoji and markup in a name stay text': { replies: { [user]: json({ ...profile, name: '🐙<script>' }) }, identity: { displayName: '🐙<script>' } },
    'somebody renamed is the same person': { replies: { [user]: json({ ...profile, login: 'someone-else' }) }, identity: { displayName: 'someone-else', username: 'someone-else' } },
    'an id beyond 2^53': { replies: { [user]: text('{"id": 12345678901234567890, "login": "lan-test"}', 'application/json') }, identity: { keys: [{ scope: 'github.com', subject: '12345678901234567890' }], avatarUrl: null } },
    'an unverified primary address': { replies: { [emails]: json([{ ...address, verified: false }, noreply]) }, identity: { email: { address: 'lan@example.com', verified: false } } },
    'another verified address does not count': { replies: { [emails]: json([{ ...address, primary: false }]) }, identity: { email: null } },
    'an address that receives nothing': { replies: { [emails]: json([{ ...noreply, primary: true }]) }, identity: { email: null } },
    'no address': { replies: { [emails]: json([]) }, identity: { email: null } },
    'no permission for addresses (OAuth app)': { replies: { [emails]: json({ message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' }, 404) }, identity: { email: null } },
    'no permission for addresses (GitHub App)': { replies: { [emails]: json({ message: 'Resource not accessible by integration' }, 403) }, identity: { email: null } },
    ...Object.fromEntries([500, 502, 503, 429, 401, 400].map(status => [`addresses answer ${status}`, {
      replies: { [emails]: json({ message: 'Not now' }, status) }, identity: { email: null, unknown: ['email'] },
      missed: { status, description: 'Not now', address: 'api.github.com/user/emails' },
    }])),
    'a page instead of addresses': { replies: { [emails]: text('<title>Unicorn!</title>', 'text/html', 200) }, identity: { email: null, unknown: ['email'] }, missed: { status: 200, error: 'unreadable_reply' } },
    'no list of addresses': { replies: { [emails]: json({ emails: [] }) }, identity: { email: null, unknown: ['email'] }, missed: { status: 200, error: 'unexpected_reply' } },
    'one odd row among the addresses': { replies: { [emails]: json([{ email: null, primary: false, verified: true }, 'x', address]) }, missed: { error: 'unexpected_reply', address: 'api.github.com/user/emails' } },
    'code wrong or expired': { replies: { [token]: refusal('bad_verification_code', 'The code passed is incorrect or expired.') }, failure: { kind: 'expired', status: 200, error: 'bad_verification_code', description: 'The code passed is incorrect or expired.', address: 'github.com/login/oauth/access_token' } },
    'code wrong, as form text': {
      replies: { [token]: text('error=bad_verification_code&error_description=The+code+passed+is+incorrect+or+expired.&error_uri=https%3A%2F%2Fdocs.github.com%2F', 'application/x-www-form-urlencoded; charset=utf-8') },
      failure: { kind: 'expired', status: 200, error: 'bad_verification_code', description: 'The code passed is incorrect or expired.' },
    },
    'wrong secret': { replies: { [token]: refusal('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.') }, failure: { kind: 'misconfigured', status: 200, error: 'incorrect_client_credentials' } },
    'other callback': { replies: { [token]: refusal('redirect_uri_mismatch', 'The redirect_uri MUST match the registered callback URL for this application.') }, failure: { kind: 'misconfigured', status: 200, error: 'redirect_uri_mismatch' } },
    'an address they want verified': { replies: { [token]: refusal('unverified_user_email', 'The user must have a verified primary email.') }, failure: { kind: 'not_allowed', status: 200, error: 'unverified_user_email' } },
    'unknown client': { replies: { [token]: json({ error: 'Not Found' }, 404) }, failure: { kind: 'misconfigured', status: 404, error: 'unnamed', description: 'Not Found' } },
    'bad token': { replies: { [user]: json({ message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest', status: '401' }, 401) }, failure: { kind: 'refused', status: 401, description: 'Bad credentials', address: 'api.github.com/user' } },
    'too many calls': { replies: { [user]: json({ message: 'API rate limit exceeded' }, 429) }, failure: { kind: 'unavailable', status: 429 } },
    'a firewall instead of an answer': { replies: { [token]: text('<html>blocked</html>', 'text/html', 403) }, failure: { kind: 'refused', status: 403, error: 'unreadable_reply', address: 'github.com/login/oauth/access_token' } },
    'no answer but a status': { replies: { [token]: text('', null, 403) }, failure: { kind: 'refused', status: 403, error: 'unreadable_reply' } },
    'a page instead of an answer': { replies: { [user]: text('<!doctype html><title>Unicorn!</title>', 'text/html', 200) }, failure: { kind: 'unavailable', status: 200, error: 'unreadable_reply', address: 'api.github.com/user' } },
  },
}
