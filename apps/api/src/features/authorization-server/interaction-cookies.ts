import type { IncomingMessage } from 'node:http'
import { fastifyCookie } from '@fastify/cookie'
import type Provider from 'oidc-provider'
import { cookieNamesFor } from '../../http/cookie-names.ts'
import { interactionCookieOf, interactionMarkIn, interactionsIn } from '../../http/cookies.ts'
import type { BrowserMarks } from '../../lib/browser-marks.ts'
import { interactionLifetime, libraryCookies } from './configuration.ts'

/** So many a browser keeps at once: who begins more has left the oldest alone. */
const most = 10

/** Where the library wants to know of an interaction; a browser brings it to no other address. */
const resumed = /^\/o\/authorize\/([\w-]+)\/?$/

/**
 * The cookies of interactions. The library's two are bound to paths, and so cannot have the prefix `__Host-`: another host of this site
 * could set them, and lead somebody through an authorization of its own. Browsers are given one in their place, for each interaction,
 * that says the same under our key; the library is shown what it expects.
 */
export function carryInteractions(provider: Provider, marks: BrowserMarks) {
  const names = cookieNamesFor(provider.issuer)
  const cookieNames = libraryCookies(names)
  provider.use(async ({ req, res, path }, next) => {
    const begun = interactionsIn(names, req.headers.cookie)
    const [, uid] = resumed.exec(path) ?? []
    req.headers.cookie = inwards(req, uid)
    await next()
    const cookies = [res.getHeader('set-cookie') ?? []].flat().map(String)
    if (cookies.length > 0) res.setHeader('set-cookie', cookies.flatMap(cookie => outwards(cookie, begun, uid)))
  })

  /** What the library is shown: its session, and the interaction that this address is about. */
  function inwards({ headers: { cookie } }: IncomingMessage, uid: string | undefined) {
    const given = fastifyCookie.parse(cookie ?? '')
    const known = [cookieNames.session, `${cookieNames.session}.sig`].flatMap(name => given[name] === undefined ? [] : [`${name}=${given[name]}`])
    const mark = uid !== undefined && interactionMarkIn(names, cookie, uid)
    return [...known, ...(mark && marks.isOfInteraction(uid, mark) ? [`${cookieNames.resume}=${uid}`] : [])].join('; ')
  }

  /** What the browser is given for a cookie of the library. */
  function outwards(cookie: string, begun: string[], resumedUid: string | undefined) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (name === cookieNames.interaction && value !== '') {
      const left = begun.slice(0, Math.max(0, begun.length + 1 - most)).map(uid => interactionCookieOf(names, uid, '', 0))
      return [...left, interactionCookieOf(names, value, marks.ofInteraction(value), interactionLifetime)]
    }
    if (name === cookieNames.resume) return value === '' && resumedUid !== undefined ? [interactionCookieOf(names, resumedUid, '', 0)] : []
    return [cookie]
  }
}
