import type { FieldProblemCode } from '@gatehouse/contracts'
import type { ApplicationType } from '@gatehouse/contracts/programs'
import ipaddr from 'ipaddr.js'
import { bare, type MayConnect } from '../../providers/address-policy.ts'

type Problem = FieldProblemCode | null

/** Names of this machine, as oidc-provider knows them (RFC 8252 section 7.3). */
const loopback = ['localhost', '127.0.0.1', '[::1]']
/** With a dot, as RFC 8252 section 7.1 asks: nothing that runs or reads anything (`javascript:`, `data:`, `file:`) has one. */
const privateScheme = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/

/**
 * Reads an address that is compared letter by letter: it must say the same to everybody who reads it, so whatever a browser would
 * write differently is no address here, nor is what some read as a pattern or decode to another path. Only the slash of an empty path may be missing.
 */
function canonical(text: string): URL | null {
  if (/[\s\p{Cc}\\*#]/u.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  if (/%(2f|5c|7f|[01][\da-f])/i.test(url.pathname)) return null
  const shortened = url.pathname === '/' ? url.href.replace(/\/(?=\?|$)/, '') : url.href
  return (text === url.href || text === shortened) && url.username === '' && url.password === '' && text.startsWith(`${url.protocol}/`) ? url : null
}

const isLoopback = ({ hostname }: URL) => loopback.includes(hostname)
/** Names below `localhost` are this machine to every browser (RFC 6761 section 6.3): whoever develops under such a name may. */
const isLocalName = ({ hostname }: URL) => hostname.endsWith('.localhost')
const isPlainLoopback = (url: URL) => url.protocol === 'http:' && isLoopback(url)
const isOnThisMachine = (url: URL) => url.protocol === 'http:' && (isLoopback(url) || isLocalName(url))

/** Where people come back to: `https:`, this machine, or the program itself where it is native (RFC 9700 section 2.1, RFC 8252). */
export function redirectUriProblem(text: string, { applicationType, implicit }: { applicationType: ApplicationType, implicit: boolean }): Problem {
  const url = canonical(text)
  if (!url) return 'uri_invalid'
  const allowed = applicationType === 'native'
    ? isPlainLoopback(url) || (url.protocol === 'https:' && !isLoopback(url)) || privateScheme.test(url.protocol)
    // Tokens in an address never travel in the clear, not even here (OpenID Connect Core section 3.2.2.1).
    : url.protocol === 'https:' ? !implicit || url.hostname !== 'localhost' : isOnThisMachine(url) && !implicit
  return allowed ? null : 'uri_not_allowed'
}

/** A page that calls the protocol endpoints from a browser; `https:`, or this machine. */
export function originProblem(text: string): Problem {
  const url = canonical(text)
  return url && url.origin === text && (url.protocol === 'https:' || isOnThisMachine(url)) ? null : 'origin_invalid'
}

/** An address that people are sent to. */
export function pageProblem(text: string, development: boolean): Problem {
  const url = canonical(text)
  if (!url) return 'uri_invalid'
  return url.protocol === 'https:' || (development && isOnThisMachine(url)) ? null : 'uri_not_allowed'
}

/** An address that we call ourselves: none that names this machine or its neighbours. What a name leads to is judged when it is called. */
export function calledProblem(text: string, { development, mayConnect }: { development: boolean, mayConnect: MayConnect }): Problem {
  const problem = pageProblem(text, development)
  if (problem || development) return problem
  const { hostname, port } = new URL(text)
  const host = bare(hostname).replace(/\.$/, '')
  const internal = ipaddr.isValid(host) ? !mayConnect(host, { host, port: Number(port || 443) }) : host === 'localhost' || host.endsWith('.localhost')
  return internal ? 'uri_not_allowed' : null
}
