import type { FieldError, IdentityEntry, Problem, ProviderEntry, Session, SessionEntry, WaitingIdentity } from '@gatehouse/contracts'
import type { Application, Consent, Permissions } from '@gatehouse/contracts/programs'
import type { AccountExport } from '@gatehouse/contracts/personal-data'
import type { DocumentToken } from '@gatehouse/contracts/documents'
import type { App } from '../src/app.ts'

/** Whatever an answer can hold that a test may look at; nothing of it is promised to be there. */
export interface Body extends Problem, Session, Omit<AccountExport, 'identities' | 'applications' | 'consents'>, Application, Permissions {
  clientSecret: string
  applications: Application[]
  canRegister: boolean
  legacyGrants: boolean
  consents: Consent[]
  errors: FieldError[]
  sessions: SessionEntry[]
  count: number
  username: string
  displayName: string
  email: string
  id: string
  loginUrl: string
  outcome: string
  next: string | null
  session: Session
  identity: IdentityEntry
  identities: IdentityEntry[]
  providers: ProviderEntry[]
  provider: ProviderEntry
  profile: WaitingIdentity['profile']
  reference: string
  version: string
  locale: string
  url: string | null
  tokens: DocumentToken[]
  nextCursor: string | null
}

/** What a test looks at of an answer. */
export interface Answer {
  status: number
  body: Body
  headers: Record<string, string | string[] | number | undefined>
  /** Raw `Set-Cookie` headers. */
  setCookies: string[]
  text: string
}

export interface RequestOptions {
  headers?: Record<string, string | undefined>
  /** Sent as it is, instead of JSON. */
  payload?: string
  ip?: string
}

/** How a request gets to the application: through `inject`, or over a socket to another process. */
export type Transport = (request: Sent) => Promise<{ status: number, headers: Answer['headers'], setCookies: string[], text: string }>

interface Sent {
  method: Method
  url: string
  headers: Record<string, string>
  payload: string | undefined
  ip: string
}

type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export const injected = (app: App): Transport => async ({ payload, ip, ...request }) => {
  const { statusCode, headers, body } = await app.inject({ ...request, remoteAddress: ip, ...(payload !== undefined && { payload }) })
  return { status: statusCode, headers, setCookies: [headers['set-cookie'] ?? []].flat(), text: body }
}

export const fetched = (address: string): Transport => async ({ method, url, headers, payload }) => {
  const response = await fetch(address + url, { method, headers, redirect: 'manual', ...(payload !== undefined && { body: payload }) })
  return { status: response.status, headers: Object.fromEntries(response.headers), setCookies: response.headers.getSetCookie(), text: await response.text() }
}

/** A browser on the front end's origin: keeps cookies, sends its origin, carries the access token it was last given. */
export function createBrowser(send: Transport, origin: string, look: (answer: Pick<Answer, 'status' | 'setCookies'>) => void = () => undefined) {
  const cookies = new Map<string, string>()
  /** Those of a part of the API only. */
  const scoped: { name: string, value: string, path: string }[] = []
  let accessToken: string | null = null

  async function request(method: Method, url: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    const headers = withoutUndefined({
      origin,
      ...withCookies(url),
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    })
    const payload = options.payload ?? (body === undefined ? undefined : JSON.stringify(body))
    const { text, ...rest } = await send({ method, url, headers, payload, ip: options.ip ?? '127.0.0.1' })
    rest.setCookies.forEach(keep)
    const isJson = /json/.test(String(rest.headers['content-type']))
    const answer: Answer = { ...rest, text, body: isJson && text !== '' ? JSON.parse(text) : undefined }
    look(answer)
    remember(answer.body)
    return answer
  }

  function keep(setCookie: string) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? []
    const [, path = '/'] = /; path=([^;]+)/i.exec(setCookie) ?? []
    const isGone = value === '' || /expires=Thu, 01 Jan 1970/i.test(setCookie)
    if (path === '/') {
      if (isGone) cookies.delete(name)
      else cookies.set(name, value)
      return
    }
    const known = scoped.findIndex(cookie => cookie.name === name && cookie.path === path)
    if (known >= 0) scoped.splice(known, 1)
    if (!isGone) scoped.push({ name, value, path })
  }

  /** RFC 6265 section 5.1.4. */
  function withCookies(url: string) {
    const pathname = url.split('?')[0] ?? ''
    const pairs = [...[...cookies].map(([name, value]) => ({ name, value, path: '/' })), ...scoped]
      .filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`)).map(({ name, value }) => `${name}=${value}`)
    return pairs.length > 0 && { cookie: pairs.join('; ') }
  }

  function remember(body: unknown) {
    if (typeof body !== 'object' || body === null) return
    if ('session' in body) remember(body.session)
    if ('accessToken' in body && typeof body.accessToken === 'string') accessToken = body.accessToken
  }

  return {
    get: (url: string, options?: RequestOptions) => request('GET', url, undefined, options),
    post: (url: string, body: unknown = {}, options?: RequestOptions) => request('POST', url, body, options),
    put: (url: string, body: unknown = {}, options?: RequestOptions) => request('PUT', url, body, options),
    patch: (url: string, body: unknown = {}, options?: RequestOptions) => request('PATCH', url, body, options),
    delete: (url: string, options?: RequestOptions) => request('DELETE', url, undefined, options),
    request,
    /** Goes to an address as by a link: without scripts, and so without an origin or a token. */
    async visit(url: string) {
      const { status, headers, setCookies, text } = await send({ method: 'GET', url, headers: { accept: 'text/html,*/*;q=0.8', ...withCookies(url) }, payload: undefined, ip: '127.0.0.1' })
      setCookies.forEach(keep)
      look({ status, setCookies })
      return { status, headers, setCookies, text, location: typeof headers['location'] === 'string' ? headers['location'] : null }
    },
    cookies,
    scoped,
    get accessToken() { return accessToken },
    set accessToken(token) { accessToken = token },
    get refreshToken() { return [...cookies].find(([name]) => /^(__Host-)?gatehouse-(\d+-)?refresh$/.test(name))?.[1] },
  }
}
export type Browser = ReturnType<typeof createBrowser>

const withoutUndefined = (headers: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined))
