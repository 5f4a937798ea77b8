import type { AccountExport, FieldError, IdentityEntry, Problem, ProviderEntry, Session, SessionEntry, UpstreamProfile } from '@gatehouse/contracts'
import type { Application, Consent, Permissions } from '@gatehouse/contracts/programs'
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
  profile: UpstreamProfile
}

/** What a test looks at of an answer. */
export interface Answer {
  status: number
  body: Body
  headers: Record<string, string | string[] | number | undefined>
  /** Raw `Set-Cookie` headers. */
  setCookies: string[]
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
  const response = await fetch(address + url, { method, headers, ...(payload !== undefined && { body: payload }) })
  return { status: response.status, headers: Object.fromEntries(response.headers), setCookies: response.headers.getSetCookie(), text: await response.text() }
}

/** A browser on the front end's origin: keeps cookies, sends its origin, carries the access token it was last given. */
export function createBrowser(send: Transport, origin: string, look: (answer: Answer) => void = () => undefined) {
  const cookies = new Map<string, string>()
  let accessToken: string | null = null

  async function request(method: Method, url: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    const headers = withoutUndefined({
      origin,
      ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    })
    const payload = options.payload ?? (body === undefined ? undefined : JSON.stringify(body))
    const { text, ...rest } = await send({ method, url, headers, payload, ip: options.ip ?? '127.0.0.1' })
    rest.setCookies.forEach(keep)
    const answer: Answer = { ...rest, body: text === '' ? undefined : JSON.parse(text) }
    look(answer)
    remember(answer.body)
    return answer
  }

  function keep(setCookie: string) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? []
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
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
    cookies,
    get accessToken() { return accessToken },
    set accessToken(token) { accessToken = token },
    get refreshToken() { return cookies.get('__Host-gatehouse-refresh') },
  }
}
export type Browser = ReturnType<typeof createBrowser>

const withoutUndefined = (headers: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined))
