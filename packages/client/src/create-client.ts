import { Problem, type Endpoint } from '@gatehouse/contracts'
import { isAxiosError, type AxiosInstance, type AxiosResponse } from 'axios'
import * as z from 'zod/mini'
import { ApiProblem } from './api-problem.ts'
import { fieldErrorsOf } from './field-errors.ts'
import { Unreachable } from './unreachable.ts'

type Schema = z.ZodMiniType
type Part<Name extends string, S extends Schema> = unknown extends z.input<S> ? unknown : { [key in Name]: z.input<S> }
interface Abortable { signal?: AbortSignal }

/** One endpoint as a function: what its contract takes, and a `signal` to lose interest with. */
export type Call<E> = E extends Endpoint<infer P, infer Q, infer B, infer R>
  ? unknown extends Part<'params', P> & Part<'query', Q> & Part<'body', B>
    ? (request?: Abortable) => Promise<z.output<R>>
    : (request: Part<'params', P> & Part<'query', Q> & Part<'body', B> & Abortable) => Promise<z.output<R>>
  : never

export type Contracts = Record<string, Record<string, Endpoint>>
/** One function per endpoint, by feature: `api.sessions.list()`. */
export type Client<C> = { [F in keyof C]: { [E in keyof C[F]]: Call<C[F][E]> } }

interface AnyRequest extends Abortable { params?: Record<string, string>, query?: Record<string, string | number | boolean | undefined>, body?: unknown }
type AnyCall = (request?: AnyRequest) => Promise<unknown>

/** Who calls: where access tokens come from. */
export interface Credentials {
  /** An access token that will live a little longer, whatever it takes to find out; `null` when nobody is signed in. */
  token: () => Promise<string | null>
  /** The same, but only of somebody who is known to be signed in. */
  tokenOfKnown: () => Promise<string | null>
  /** The API refused this token. Answers with a better one, or `null`: then nobody is signed in any more. */
  replace: (refused: string, because: 'unauthenticated' | 'session_ended') => Promise<string | null>
}

export interface ClientOptions {
  /** The language people read, as a BCP 47 tag: mails are written in it. */
  language?: () => string
  /** Without them, endpoints that need a session are refused. */
  credentials?: Credentials
}

/**
 * One function per endpoint of the contracts. Input is checked before it is sent, answers are parsed by the contract's own
 * schema, and a request whose access token was refused is sent once more with a new one.
 *
 * Every function throws `ApiProblem` when the API declines, and `Unreachable` when no readable answer came.
 */
export function createClient<C extends Contracts>(http: AxiosInstance, contracts: C, options?: ClientOptions): Client<C>
export function createClient(http: AxiosInstance, contracts: Contracts, { language, credentials }: ClientOptions = {}): Record<string, Record<string, AnyCall>> {
  async function send(endpoint: Endpoint, { params = {}, query, body, signal }: AnyRequest, token: string | null): Promise<unknown> {
    const response = await http.request<unknown>({
      method: endpoint.method,
      url: endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')) + searchOf(query),
      data: body,
      headers: { ...(language && { 'Accept-Language': language() }), ...(token && { Authorization: `Bearer ${token}` }) },
      withCredentials: true,
      // Every status is an answer; which ones are refusals is ours to say.
      validateStatus: null,
      ...(signal && { signal }),
    }).catch(noAnswer)
    if (response.status >= 400) throw refusalOf(response)
    const answer = z.safeParse(endpoint.response, response.data === '' ? undefined : response.data)
    if (!answer.success) throw new Unreachable('unreadable', { cause: answer.error })
    return answer.data
  }

  async function tokenFor({ access, errors }: Endpoint) {
    if (access !== 'anyone') return credentials?.token()
    // Open to anyone, and can still answer so: it does more for whoever is signed in.
    if (errors.includes('unauthenticated')) return credentials?.tokenOfKnown()
  }

  async function sendAsWhoever(endpoint: Endpoint, request: AnyRequest) {
    const token = await tokenFor(endpoint) ?? null
    if (!token && endpoint.access !== 'anyone') throw new ApiProblem({ code: 'unauthenticated', status: 401 })
    try {
      return await send(endpoint, request, token)
    } catch (error) {
      const refused = token && error instanceof ApiProblem && (error.code === 'unauthenticated' || error.code === 'session_ended') ? error.code : null
      const better = token && refused ? await credentials?.replace(token, refused) : null
      if (!better) throw error
      return send(endpoint, request, better)
    }
  }

  const call = (endpoint: Endpoint): AnyCall => async (request = {}) => {
    const errors = fieldErrorsOf(endpoint.body, request.body)
    if (errors.length > 0) throw new ApiProblem({ code: 'validation_failed', status: 400, errors })
    return sendAsWhoever(endpoint, request)
  }

  return mapValues(contracts, endpoints => mapValues(endpoints, call))
}

/** As `?name=value&…`; what is undefined is left out. */
function searchOf(query: AnyRequest['query'] = {}) {
  const search = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)]]))
  return search.size > 0 ? `?${search.toString()}` : ''
}

function noAnswer(error: unknown): never {
  if (!isAxiosError(error)) throw error
  if (error.code === 'ERR_CANCELED') throw new Unreachable('aborted', { cause: error })
  throw new Unreachable(error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT' ? 'timeout' : 'offline', { cause: error })
}

function refusalOf({ data, status, headers }: AxiosResponse<unknown>) {
  const problem = z.safeParse(Problem, data)
  if (!problem.success) return new Unreachable('unreadable', { cause: problem.error })
  const header = Number(headers['retry-after'] || undefined)
  return new ApiProblem({ ...problem.data, status, retryAfter: problem.data.retryAfter ?? (Number.isFinite(header) ? header : undefined) })
}

const mapValues = <T, U>(record: Record<string, T>, change: (value: T) => U) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
