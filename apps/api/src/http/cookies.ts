import { fastifyCookie, type CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hashToken, newToken } from '../lib/tokens.ts'

const { parse, serialize } = fastifyCookie

/**
 * `__Host-` binds a cookie to the API's own host. Strict is enough: pages and API are of one site. No "insecure in
 * development" switch: browsers keep Secure cookies of loopback hosts over plain http.
 */
const attributes = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const satisfies CookieSerializeOptions

const refreshCookie = '__Host-gatehouse-refresh'
const deviceCookie = '__Host-gatehouse-device'

/**
 * Names the session that the refresh cookie is of, and opens nothing. Lax, because programs of other sites lead people here by links:
 * a Strict cookie stays behind then, and nobody could tell whose browser it is.
 */
const sessionCookie = '__Host-gatehouse-session'
const lax = { ...attributes, sameSite: 'lax' } as const satisfies CookieSerializeOptions

/** One for each interaction, named after it, so that two tabs do not overwrite each other's. */
const interactionCookie = '__Host-gatehouse-interaction-'

const bindingCookie = '__Host-gatehouse-binding'

/** Seconds: the longest that browsers keep a cookie (400 days). */
const deviceMaxAge = 400 * 86_400

export const refreshTokenOf = (request: FastifyRequest) => request.cookies[refreshCookie] || null

/** What this browser says of the session it is signed in with: the refresh token, and the mark beside it. */
export const signedInWith = (request: FastifyRequest) => ({ token: refreshTokenOf(request), mark: sessionMarkIn(request.headers.cookie) })

/** @param maxAge in seconds; `null` for cookies that end with the browser. */
export function setRefreshToken(reply: FastifyReply, { token, maxAge, mark }: { token: string, maxAge: number | null, mark: string }) {
  const lifetime = maxAge !== null && { maxAge }
  reply.setCookie(refreshCookie, token, { ...attributes, ...lifetime })
  reply.setCookie(sessionCookie, mark, { ...lax, ...lifetime })
}

export function clearRefreshToken(reply: FastifyReply) {
  reply.clearCookie(refreshCookie, attributes)
  reply.clearCookie(sessionCookie, lax)
}

/** The mark in a `Cookie` header, for requests that are not handled here; never one that another host of this site has set. */
export const sessionMarkIn = (header: string | undefined) => parse(header ?? '')[sessionCookie] || null

/** The mark of one interaction in a `Cookie` header. */
export const interactionMarkIn = (header: string | undefined, uid: string) => parse(header ?? '')[interactionCookie + uid] || null

/** The interactions that a browser has begun, in the order it sends their cookies: the oldest first (RFC 6265 section 5.4). */
export const interactionsIn = (header: string | undefined) =>
  Object.keys(parse(header ?? '')).flatMap(name => name.startsWith(interactionCookie) ? name.slice(interactionCookie.length) : [])

/** A `Set-Cookie` header for an interaction. @param expiresIn in seconds; 0 takes the cookie away. */
export const interactionCookieOf = (uid: string, mark: string, expiresIn: number) => serialize(interactionCookie + uid, mark, { ...lax, maxAge: expiresIn })

export const bindingTicketOf = (request: FastifyRequest) => request.cookies[bindingCookie] || null

/** @param expiresIn in seconds */
export function setBindingTicket(reply: FastifyReply, { token, expiresIn }: { token: string, expiresIn: number }) {
  reply.setCookie(bindingCookie, token, { ...attributes, maxAge: expiresIn })
}

export function clearBindingTicket(reply: FastifyReply) {
  reply.clearCookie(bindingCookie, attributes)
}

/** The mark that this browser has been given; `null` for one that has sent none. */
export const deviceMarkOf = (request: FastifyRequest) => request.cookies[deviceCookie] || null

/** A hash that names this browser; a stranger's when it has sent no cookie. */
export function deviceHashOf(request: FastifyRequest) {
  return hashToken(deviceMarkOf(request) ?? newToken())
}

/** Marks a browser that has none of our marks yet, so that it can be told from others next time; answers its hash. */
export function markDevice(request: FastifyRequest, reply: FastifyReply) {
  const mark = deviceMarkOf(request) ?? newToken()
  reply.setCookie(deviceCookie, mark, { ...attributes, maxAge: deviceMaxAge })
  return hashToken(mark)
}
