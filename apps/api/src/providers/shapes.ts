import { z } from 'zod'
import { UpstreamError } from './upstream-error.ts'

/** An id, as text or as a whole number that was not rounded. */
export const idText = z.union([z.string().min(1), z.number().int()]).transform(String)

/** Text that nobody depends on: anything else counts as none. */
export const optionalText = z.string().nullish().catch(null)

/** An address with parameters; those without a value are left out. */
export function withQuery(url: string, parameters: Record<string, string | undefined>) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
  return `${url}?${query.toString()}`
}

/** Reads a part of a reply that is already there. */
export function parse<T>(reply: unknown, schema: z.ZodType<T>): T {
  const { success, data } = schema.safeParse(reply)
  if (!success) throw new UpstreamError('unavailable', { error: 'unexpected_reply' })
  return data
}

/** A list of names; what is none in it is left out. */
export const names = z.array(z.unknown()).transform(list => list.filter(name => typeof name === 'string'))

export const bearer = (accessToken: string) => ({ authorization: `Bearer ${accessToken}` })
