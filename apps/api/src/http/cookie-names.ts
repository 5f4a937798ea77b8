/** What our cookies are called at one deployment, and how they are bound to it. */
export interface CookieNames {
  refresh: string
  device: string
  session: string
  /** Goes on with the id of an interaction: one for each, so that two tabs do not overwrite each other's. */
  interaction: string
  binding: string
  /** The library's session; its signature is beside it. */
  authorizationSession: string
  /** Whether browsers keep them for TLS only. */
  secure: boolean
  /** What releases before 0.2.0 called those that outlive a page; `null` where that is the same. */
  former: Pick<CookieNames, 'refresh' | 'device' | 'session'> | null
}

const named = (start: string) => ({
  refresh: `${start}refresh`, device: `${start}device`, session: `${start}session`,
  interaction: `${start}interaction-`, binding: `${start}binding`, authorizationSession: `${start}authorization-session`,
})

/**
 * `__Host-` binds a cookie to the API's own host, but cookies know no port (RFC 6265 section 8.5): a name carries it when it is not the
 * scheme's own, or two deployments on one host would end each other's sessions. Plain http is for loopback addresses only; Safari keeps
 * no `Secure` cookie there, and without it no browser keeps one with the prefix.
 */
export function cookieNamesFor(apiUrl: string): CookieNames {
  const { protocol, port } = new URL(apiUrl)
  const secure = protocol === 'https:'
  const usual = named('__Host-gatehouse-')
  const own = named(`${secure ? '__Host-' : ''}gatehouse-${port === '' ? '' : `${port}-`}`)
  return { ...own, secure, former: own.refresh === usual.refresh ? null : usual }
}
