import type { FastifyRequest } from 'fastify'

/** Parameters by name; of repeated ones the last. */
export type Parameters = Readonly<Record<string, string | undefined>>

/** A program's request, as far as providers look at it. */
export interface Call {
  method: string
  query: Parameters
  /** The body when it is a form, otherwise nothing. */
  form: Parameters
  /** The body when it is a JSON object, otherwise `null`; its numbers and flags as text, as providers take them. */
  json: Parameters | null
  header(name: string): string | undefined
}

/** Reads a request; its body is text (`mount.ts` sees to it). */
export function readCall({ method, url, headers, body }: FastifyRequest): Call {
  const text = typeof body === 'string' ? body : ''
  const type = headers['content-type'] ?? ''
  return {
    method,
    query: queryOf(url),
    form: type.includes('application/x-www-form-urlencoded') ? parametersOf(text) : {},
    json: type.includes('json') ? objectOf(text) : null,
    header(name) {
      const value = headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
  }
}

/** The parameters of an address. */
export const queryOf = (url: string) => parametersOf(url.includes('?') ? url.slice(url.indexOf('?')) : '')

const parametersOf = (text: string): Parameters => Object.fromEntries(new URLSearchParams(text))

function objectOf(text: string): Parameters | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, typeof part === 'object' ? undefined : String(part)]))
  } catch {
    return null
  }
}

/** The token of an `Authorization` header with one of these schemes, or `undefined`. */
export function bearerOf({ header }: Call, ...schemes: string[]) {
  const [, scheme = '', token] = /^(\S+) +(\S+)$/.exec(header('authorization') ?? '') ?? []
  return schemes.some(known => known.toLowerCase() === scheme.toLowerCase()) ? token : undefined
}

/** Client credentials of a Basic header, decoded as RFC 6749 section 2.3.1 asks; `null` when there are none. */
export function basicOf({ header }: Call) {
  const encoded = /^basic +(\S+)$/i.exec(header('authorization') ?? '')?.[1]
  if (encoded === undefined) return null
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s)
  return { id: decoded(id), secret: decoded(secret) }
}

const decoded = (text: string) => new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text') ?? ''
