import type { Endpoint } from '@gatehouse/contracts'
import { isAxiosError, type AxiosInstance } from 'axios'
import * as z from 'zod/mini'
import { ApiProblem } from './api-problem.ts'
import { asWhoever, type Credentials } from './as-whoever.ts'
import { fieldErrorsOf } from './field-errors.ts'
import { createRepeatKeys, type RepeatKeys } from './repeat-keys.ts'
import { refusalOf } from './refusal.ts'
import { searchOf, type Query } from './search-of.ts'
import type { ServerClock } from './server-clock.ts'
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

interface AnyRequest extends Abortable { params?: Record<string, string>, query?: Query, body?: unknown }
type AnyCall = (request?: AnyRequest) => Promise<unknown>

export interface ClientOptions {
  /** The language people read, as a BCP 47 tag: mails are written in it. */
  language?: () => string
  /** Without them, endpoints that need a session are refused. */
  credentials?: Credentials
  /** Whether the page was opened at an address that the API is not told of: then it answers nothing that can be read. */
  isElsewhere?: () => boolean
  /** Hears what time it is at the server. */
  clock?: ServerClock
  /** What is still unanswered, where several clients speak for one page. */
  repeatKeys?: RepeatKeys
}

/**
 * One function per endpoint of the contracts. Input is checked before it is sent, answers are parsed by the contract's own
 * schema, and a request whose access token was refused is sent once more with a new one. Where the contract says that a request is
 * repeatable, calling again with the same input after an answer was lost does nothing twice.
 *
 * Every function throws `ApiProblem` when the API declines, and `Unreachable` when no readable answer came.
 */
export function createClient<C extends Contracts>(http: AxiosInstance, contracts: C, options?: ClientOptions): Client<C>
export function createClient(http: AxiosInstance, contracts: Contracts, options: ClientOptions = {}): Record<string, Record<string, AnyCall>> {
  const { language, credentials, clock, isElsewhere = () => false, repeatKeys = createRepeatKeys() } = options
  async function send(endpoint: Endpoint, { params = {}, query, body, signal }: AnyRequest, token: string | null, key: string | null): Promise<unknown> {
    const response = await http.request<unknown>({
      method: endpoint.method,
      url: endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')) + searchOf(query),
      data: body,
      headers: {
        ...(language && { 'Accept-Language': language() }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(key && { 'Idempotency-Key': key }),
      },
      withCredentials: true,
      // Every status is an answer; which ones are refusals is ours to say.
      validateStatus: null,
      ...(signal && { signal }),
    }).catch((error: unknown) => noAnswer(error, isElsewhere))
    clock?.hear(response.headers['date'])
    if (response.status >= 400) throw refusalOf(response.status, response.data, response.headers['retry-after'])
    const answer = z.safeParse(endpoint.response, response.data === '' ? undefined : response.data)
    if (!answer.success) throw new Unreachable('unreadable', { cause: answer.error })
    return answer.data
  }

  const call = (endpoint: Endpoint): AnyCall => async (request = {}) => {
    const errors = fieldErrorsOf(endpoint.body, request.body)
    if (errors.length > 0) throw new ApiProblem({ code: 'validation_failed', status: 400, errors })
    return repeatKeys.along(endpoint, request.body, key => asWhoever(endpoint, credentials, token => send(endpoint, request, token, key)))
  }

  return mapValues(contracts, endpoints => mapValues(endpoints, call))
}

function noAnswer(error: unknown, isElsewhere: () => boolean): never {
  if (!isAxiosError(error)) throw error
  if (error.code === 'ERR_CANCELED') throw new Unreachable('aborted', { cause: error })
  if (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT') throw new Unreachable('timeout', { cause: error })
  throw new Unreachable(isElsewhere() ? 'elsewhere' : 'offline', { cause: error })
}

const mapValues = <T, U>(record: Record<string, T>, change: (value: T) => U) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
