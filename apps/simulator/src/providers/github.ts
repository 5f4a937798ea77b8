import { json, type Answer } from '../oauth/answer.ts'
import { bearerOf, type Call, type Parameters } from '../oauth/call.ts'
import { createCodes } from '../oauth/codes.ts'
import { answersChallenge, challengeOf, type Challenge } from '../oauth/pkce.ts'
import { sameSiteAndBelow, withQuery } from '../oauth/redirects.ts'
import { createShelf } from '../oauth/shelf.ts'
import { random } from '../people/ids.ts'
import type { Person } from '../people/people.ts'
import { githubEmails, githubUser } from './github-user.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo, signInAt } from './sign-in.ts'

interface Ask { redirectUri: string, state: string | undefined, scopes: string[], challenge: Challenge | undefined, iss: string | undefined }
interface Grant { person: Person, scopes: string[] }

const issuer = 'https://github.com/login/oauth'
const troubleshooting = 'https://docs.github.com/apps/managing-oauth-apps'
const rest = 'https://docs.github.com/rest'
const minutes = 60
const year = 31_536_000

/** Texts of the token endpoint (docs.github.com, "Troubleshooting OAuth app access token request errors"). */
const refusals = {
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  redirect_uri_mismatch: 'The redirect_uri MUST match the registered callback URL for this application.',
  bad_verification_code: 'The code passed is incorrect or expired.',
}

/** A GitHub OAuth app: docs.github.com, "Authorizing OAuth apps". Tokens do not expire and cannot be refreshed. */
export function github({ client, callbacks, now }: Desk): Provider {
  const codes = createCodes<Grant & Ask>({ seconds: 10 * minutes, now })
  const tokens = createShelf<Grant>({ seconds: year, now })

  function read(query: Parameters) {
    if (query['client_id'] !== client.clientId) return message('404', 'This is not the web page you are looking for.', 404)
    const state = query['state']
    // `simulator_iss=off` is GitHub as it was until 2026.
    const iss = query['simulator_iss'] === 'off' ? undefined : issuer
    const redirectUri = query['redirect_uri'] ?? callbacks[0]
    if (!callbacks.some(registered => sameSiteAndBelow(redirectUri, registered))) {
      return goBack({ redirectUri: callbacks[0], state, iss }, 'redirect_uri_mismatch', 'The redirect_uri MUST match the registered callback URL for this application.')
    }
    const challenge = challengeOf(query['code_challenge'], query['code_challenge_method'])
    if (challenge && challenge.method !== 'S256') return goBack({ redirectUri, state, iss }, 'invalid_request', 'code_challenge_method must be S256')
    const scopes = (query['scope'] ?? '').split(/[ ,]+/).filter(scope => scope !== '')
    return { ask: { redirectUri, state, iss, scopes, challenge }, scopes }
  }

  function exchange({ query, form, json: body, header }: Call): Answer {
    const sent = { ...query, ...form, ...body }
    const accept = header('accept') ?? ''
    if (sent['client_id'] !== client.clientId) return json({ error: 'Not Found' }, 404)
    if (sent['client_secret'] !== client.clientSecret) return written(refusal('incorrect_client_credentials'), accept)
    const { code = '', redirect_uri: redirectUri, code_verifier: verifier } = sent
    const found = codes.look(code)
    if (found.state !== 'fresh') return written(refusal('bad_verification_code'), accept)
    const { grant } = found
    if (redirectUri !== undefined && redirectUri !== grant.redirectUri) return written(refusal('redirect_uri_mismatch'), accept)
    // The documentation names no error of its own for a missing or wrong verifier.
    if (grant.challenge && !answersChallenge(grant.challenge, verifier ?? '')) return written(refusal('bad_verification_code'), accept)
    codes.use(code)
    const token = `gho_${random.letters(36)}`
    tokens.put(token, grant)
    return written({ access_token: token, token_type: 'bearer', scope: grant.scopes.join(',') }, accept)
  }

  /** What the API asks of every request before it looks at the rest. */
  function forProgram(call: Call, answer: (grant: Grant) => Answer): Answer {
    if (!call.header('user-agent')) return { status: 403, type: 'text/html; charset=utf-8', body: noUserAgent }
    const token = bearerOf(call, 'bearer', 'token')
    if (token === undefined) return json({ message: 'Requires authentication', documentation_url: rest, status: '401' }, 401)
    const grant = tokens.get(token)
    return grant ? answer(grant) : json({ message: 'Bad credentials', documentation_url: rest, status: '401' }, 401)
  }

  return {
    id: 'github',
    look: { names: { 'zh-CN': 'GitHub', 'en': 'GitHub' }, letter: 'G', colour: '#24292f', ink: '#fff' },
    hosts: ['github.com', 'api.github.com'],
    pages: [signInAt<Ask>({
      url: '/github.com/login/oauth/authorize',
      read,
      agreed: (ask, person) => withQuery(ask.redirectUri, { code: codes.issue(random.hex(20), { ...ask, person }), state: ask.state, iss: ask.iss }),
      denied: ask => goBack(ask, 'access_denied', 'The user has denied your application access.'),
    })],
    endpoints: [
      { method: 'POST', url: '/github.com/login/oauth/access_token', answer: exchange },
      { method: 'GET', url: '/api.github.com/user', answer: call => forProgram(call, ({ person }) => json(githubUser(person))) },
      {
        method: 'GET', url: '/api.github.com/user/emails',
        answer: call => forProgram(call, ({ person, scopes }) =>
          scopes.includes('user:email') || scopes.includes('user') ? json(githubEmails(person)) : notFound()),
      },
    ],
    errorIn200: written(refusal('bad_verification_code'), 'application/json'),
    notFound: (_call, host) => host === 'github.com' ? json({ error: 'Not Found' }, 404) : notFound(),
    keeps: [codes, tokens],
  }
}

const notFound = () => json({ message: 'Not Found', documentation_url: rest, status: '404' }, 404)

const refusal = (error: keyof typeof refusals) => ({
  error, error_description: refusals[error],
  error_uri: `${troubleshooting}/troubleshooting-oauth-app-access-token-request-errors/#${error.replaceAll('_', '-')}`,
})

/** GitHub answers in the format that `Accept` names, and as a form by default; errors, too, with status 200. */
function written(value: Record<string, string>, accept: string): Answer {
  if (accept.includes('json')) return json(value)
  if (accept.includes('xml')) {
    const elements = Object.entries(value).map(([name, text]) => `  <${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>\n`)
    return { status: 200, type: 'application/xml; charset=utf-8', body: `<?xml version="1.0" encoding="UTF-8"?>\n<OAuth>\n${elements.join('')}</OAuth>\n` }
  }
  return { status: 200, type: 'application/x-www-form-urlencoded; charset=utf-8', body: new URLSearchParams(value).toString() }
}

function goBack({ redirectUri, state, iss }: Pick<Ask, 'redirectUri' | 'state' | 'iss'>, error: string, description: string) {
  const page = `${troubleshooting}/troubleshooting-authorization-request-errors/#${error.replaceAll('_', '-')}`
  return redirectTo(withQuery(redirectUri, { error, error_description: description, error_uri: page, state, iss }))
}

const noUserAgent = '\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header '
  + '(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.\r\n'
