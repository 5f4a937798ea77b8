import { z } from 'zod'
import type { RelyingParty } from './relying-party.ts'

const text = z.string().optional()
const Answered = z.looseObject({ error: text, access_token: text, refresh_token: text, id_token: text, scope: text })
/** As much as these need of a deployment, so that nodes will do. */
type App = Pick<RelyingParty, 'app'>

const formed = (fields: Record<string, string | undefined>) =>
  new URLSearchParams(Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))).toString()

/** Posts a form to an endpoint of the protocol, as a program does; what is `undefined` is left out. */
export async function post({ app }: App, url: string, fields: Record<string, string | undefined> | string, headers: Record<string, string> = {}, ip = '127.0.0.1') {
  const payload = typeof fields === 'string' ? fields : formed(fields)
  const answer = await app.inject({ method: 'POST', url, payload, remoteAddress: ip, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } })
  const isJson = /json/.test(String(answer.headers['content-type']))
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, body: Answered.parse(isJson && answer.body !== '' ? JSON.parse(answer.body) : {}) }
}

/** Credentials in a header (RFC 6749 section 2.3.1). */
export const basic = (id: string, secret = '') => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` })

/** What became of a request to the authorization endpoint: an error page of ours, an answer to the application, or a page that asks. */
export async function ask({ app, registered }: Pick<RelyingParty, 'app' | 'registered'>, parameters: Record<string, string | undefined> | string, headers: Record<string, string> = {}) {
  const all = typeof parameters === 'string' ? parameters : formed({
    client_id: registered.clientId, response_type: 'code', scope: 'openid', redirect_uri: 'https://app.example.com/callback', state: 'of mine',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', ...parameters,
  })
  const answer = await app.inject({ method: 'GET', url: `/o/authorize?${all}`, headers: { accept: 'text/html', ...headers } })
  const location = answer.headers['location'] === undefined ? null : new URL(String(answer.headers['location']), 'http://localhost:3000')
  const said = new URLSearchParams([...location?.searchParams ?? [], ...new URLSearchParams(location?.hash.slice(1))])
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, location, error: said.get('error'), said }
}
/** The verifier of the challenge that `ask` sends (RFC 7636 appendix B). */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
