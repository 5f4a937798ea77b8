import { fastifyCookie, type CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hashToken, newToken } from '../lib/tokens.ts'
import { cookieNamesFor, type CookieNames } from './cookie-names.ts'

declare module 'fastify' {
  interface FastifyInstance {
    cookieNames: CookieNames
  }
}

const { parse, serialize } = fastifyCookie

/** Tells the application what its cookies are called. */
export const nameCookies = (app: FastifyInstance, apiUrl: string) => void app.decorate('cookieNames', cookieNamesFor(apiUrl))

/** Strict is enough: pages and API are of one site. */
const strict = ({ secure }: CookieNames) => ({ path: '/', secure, httpOnly: true, sameSite: 'strict' }) as const satisfies CookieSerializeOptions

/**
 * For what names the session that the refresh cookie is of, and opens nothing: programs of other sites lead people here by links, and a
 * Strict cookie stays behind then; nobody could tell whose browser it is.
 */
const lax = (names: CookieNames) => ({ ...strict(names), sameSite: 'lax' }) as const satisfies CookieSerializeOptions

/** Seconds: the longest that browsers keep a cookie (400 days). */
const deviceMaxAge = 400 * 86_400

/** The refresh token that this browser has brought; `former` when under the name it had before, where it may be another deployment's. */
export function refreshCookieOf({ cookies, server: { cookieNames: { refresh, former } } }: FastifyRequest) {
  const token = cookies[refresh]
  if (token) return { token, former: false }
  const before = former && cookies[former.refresh]
  return before ? { token: before, former: true } : null
}

export const refreshTokenOf = (request: FastifyRequest) => refreshCookieOf(request)?.token ?? null

/** What this browser says of the session it is signed in with: the refresh token, and the mark beside it. */
export const signedInWith = (request: FastifyRequest) =>
  ({ token: refreshTokenOf(request), mark: sessionMarkIn(request.server.cookieNames, request.headers.cookie) })

/** @param maxAge in seconds; `null` for cookies that end with the browser. */
export function setRefreshToken(reply: FastifyReply, { token, maxAge, mark }: { token: string, maxAge: number | null, mark: string }) {
  const { cookieNames: names } = reply.server
  const lifetime = maxAge !== null && { maxAge }
  reply.setCookie(names.refresh, token, { ...strict(names), ...lifetime })
  reply.setCookie(names.session, mark, { ...lax(names), ...lifetime })
}

export function clearRefreshToken(reply: FastifyReply) {
  const { cookieNames: names } = reply.server
  reply.clearCookie(names.refresh, strict(names))
  reply.clearCookie(names.session, lax(names))
}

/** Takes away what releases before 0.2.0 have set; only where it is known to be ours, and not of another deployment on this host. */
export function clearFormerRefreshToken(reply: FastifyReply) {
  const { former } = reply.server.cookieNames
  if (!former) return
  const bound = { path: '/', secure: true, httpOnly: true } as const
  reply.clearCookie(former.refresh, { ...bound, sameSite: 'strict' })
  reply.clearCookie(former.session, { ...bound, sameSite: 'lax' })
}

/** The mark in a `Cookie` header, for requests that are not handled here; with the prefix never one that another host of this site has set. */
export function sessionMarkIn({ session, former }: CookieNames, header: string | undefined) {
  const given = parse(header ?? '')
  return given[session] || (former && given[former.session]) || null
}

/** The mark that a release before 0.2.0 has set. */
export const formerMarkOf = ({ cookies, server: { cookieNames: { former } } }: FastifyRequest) => (former && cookies[former.session]) || null

/** The mark of one interaction in a `Cookie` header. */
export const interactionMarkIn = ({ interaction }: CookieNames, header: string | undefined, uid: string) => parse(header ?? '')[interaction + uid] || null

/** What interactions are called by. Browsers bring cookies with names that none can be given, and such a name is nobody's here. */
const interactionUid = /^[\w-]{1,64}$/

/** The interactions that a browser has begun, in the order it sends their cookies: the oldest first (RFC 6265 section 5.4). */
export const interactionsIn = ({ interaction }: CookieNames, header: string | undefined) =>
  Object.keys(parse(header ?? '')).flatMap((name) => {
    const uid = name.startsWith(interaction) ? name.slice(interaction.length) : ''
    return interactionUid.test(uid) ? [uid] : []
  })

/** A `Set-Cookie` header for an interaction. @param expiresIn in seconds; 0 takes the cookie away. */
export const interactionCookieOf = (names: CookieNames, uid: string, mark: string, expiresIn: number) =>
  serialize(names.interaction + uid, mark, { ...lax(names), maxAge: expiresIn })

export const bindingTicketOf = (request: FastifyRequest) => request.cookies[request.server.cookieNames.binding] || null

/** @param expiresIn in seconds */
export function setBindingTicket(reply: FastifyReply, { token, expiresIn }: { token: string, expiresIn: number }) {
  const { cookieNames: names } = reply.server
  reply.setCookie(names.binding, token, { ...strict(names), maxAge: expiresIn })
}

export function clearBindingTicket(reply: FastifyReply) {
  const { cookieNames: names } = reply.server
  reply.clearCookie(names.binding, strict(names))
}

/** The mark that this browser has been given; `null` for one that has sent none. */
export function deviceMarkOf({ cookies, server: { cookieNames: { device, former } } }: FastifyRequest) {
  return cookies[device] || (former && cookies[former.device]) || null
}

/** A hash that names this browser; a stranger's when it has sent no cookie. */
export function deviceHashOf(request: FastifyRequest) {
  return hashToken(deviceMarkOf(request) ?? newToken())
}

/** Marks a browser that has none of our marks yet, so that it can be told from others next time; answers its hash. */
export function markDevice(request: FastifyRequest, reply: FastifyReply) {
  const mark = deviceMarkOf(request) ?? newToken()
  const { cookieNames: names } = request.server
  reply.setCookie(names.device, mark, { ...strict(names), maxAge: deviceMaxAge })
  return hashToken(mark)
}
