import * as z from 'zod/mini'
import type { ProblemCode } from './problem.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a request must show before its handler runs. */
export type Access =
  /** Anybody. */
  | 'anyone'
  /** Whoever brings a live access token as `Authorization: Bearer`. */
  | 'session'
  /** A live session that was authenticated within the last minutes (setting `FRESH_SECONDS`). */
  | 'fresh-session'
  /** A live session of a superuser. */
  | 'superuser'
  /** The same, authenticated within the last minutes. */
  | 'fresh-superuser'
  /** An access token that a person let an application have, with the scopes that the endpoint names (RFC 6750). */
  | 'application'

/**
 * One endpoint of the HTTP interface: what it takes, what it gives, how it can refuse.
 *
 * The API serves it, the client calls it and OpenAPI describes it, all from this one object.
 */
export interface Endpoint<
  Params extends z.ZodMiniType = z.ZodMiniType,
  Query extends z.ZodMiniType = z.ZodMiniType,
  Body extends z.ZodMiniType = z.ZodMiniType,
  Response extends z.ZodMiniType = z.ZodMiniType,
> {
  method: Method
  path: `/${string}`
  summary: string
  access: Access
  /**
   * The answer signs a browser in, or the request counts on the cookie that does: such a request must come from an allowed
   * `Origin`, so that another site can neither use nor plant somebody's session (OWASP ASVS 5.0.0-3.5.1). One that only `reads`
   * must do so when it brings the cookie. One that `uses` goes by another cookie of ours, such as that of a ticket, whatever else it
   * sets. A foreign `Origin` is refused by every endpoint that changes something.
   */
  cookies?: 'sets' | 'uses' | 'reads'
  /** Scopes that the token of an application must have, all of them. */
  scopes?: readonly string[]
  /** Honours `Idempotency-Key`: sent again with the same key, what was done once is answered again. */
  repeatable?: true
  /** The largest body in bytes, where it is not the usual one. */
  bodyLimit?: number
  params: Params
  query: Query
  body: Body
  /** Status of the answer that carries `response`. An answer of `undefined` is sent as 204. */
  status: 200 | 201 | 202 | 204
  response: Response
  /** The refusals particular to this endpoint; those any endpoint can give are not repeated. */
  errors: readonly ProblemCode[]
}

/** Keeps the literal types of an endpoint, and checks its shape. */
export const endpoint = <
  Params extends z.ZodMiniType, Query extends z.ZodMiniType, Body extends z.ZodMiniType, Response extends z.ZodMiniType,
>(definition: Endpoint<Params, Query, Body, Response>): Endpoint<Params, Query, Body, Response> => definition

/** A part of the request that carries nothing we read. */
export const nothing = z.unknown()
/** A JSON body with no members: `{}`. */
export const emptyBody = z.strictObject({})
/** An answer without content. */
export const noContent = z.undefined()

const parts = { params: nothing, query: nothing, body: nothing, errors: [] }

/** Starting points: spread one, then say what is particular. */
export const get = { ...parts, method: 'GET', status: 200 } as const
export const post = { ...parts, method: 'POST', status: 200 } as const
export const put = { ...parts, method: 'PUT', status: 200 } as const
export const patch = { ...parts, method: 'PATCH', status: 200 } as const
export const del = { ...parts, method: 'DELETE', status: 204, response: noContent } as const
