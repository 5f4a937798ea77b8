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

/** What can only be read with a permission that people and operators may leave out: without it, nothing. */
export async function ifPermitted<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof UpstreamError && (error.status === 403 || error.status === 404)) return null
    throw error
  }
}

export const bearer = (accessToken: string) => ({ authorization: `Bearer ${accessToken}` })
