import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hashToken, newToken } from '../lib/tokens.ts'

/**
 * `__Host-` binds a cookie to the API's own host. Strict is enough: pages and API are of one site. No "insecure in
 * development" switch: browsers keep Secure cookies of loopback hosts over plain http.
 */
const attributes = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const satisfies CookieSerializeOptions

const refreshCookie = '__Host-gatehouse-refresh'
const deviceCookie = '__Host-gatehouse-device'

const bindingCookie = '__Host-gatehouse-binding'

/** Seconds: the longest that browsers keep a cookie (400 days). */
const deviceMaxAge = 400 * 86_400

export const refreshTokenOf = (request: FastifyRequest) => request.cookies[refreshCookie] || null

/** @param maxAge in seconds; `null` for a cookie that ends with the browser. */
export function setRefreshToken(reply: FastifyReply, { token, maxAge }: { token: string, maxAge: number | null }) {
  reply.setCookie(refreshCookie, token, { ...attributes, ...(maxAge !== null && { maxAge }) })
}

export function clearRefreshToken(reply: FastifyReply) {
  reply.clearCookie(refreshCookie, attributes)
}

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
