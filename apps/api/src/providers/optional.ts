import { z } from 'zod'
import type { Read } from './provider.ts'
import { UpstreamError } from './upstream-error.ts'

interface Asking {
  headers?: Record<string, string>
  /** People and operators may leave the permission out: then 403 and 404 say so, and are nothing to note. */
  isPermission?: boolean
}

/**
 * What a sign-in can do without once it is known who somebody is. `undefined`: it could not be had this time, which is noted and says
 * nothing; `null`: it may not be read.
 */
export interface Optional {
  one<T>(url: string, schema: z.ZodType<T>, asking?: Asking): Promise<T | null | undefined>
  /** Of a list, the rows that are as they should be; that there are others is noted. */
  rows<T>(url: string, row: z.ZodType<T>, asking?: Asking): Promise<T[] | null | undefined>
}

const List = z.array(z.unknown())

/**
 * @param read has a deadline of its own, before that of the sign-in.
 * @param missed hears of what could not be had.
 */
export function createOptional(read: Read, missed: (error: UpstreamError) => void): Optional {
  async function one<T>(url: string, schema: z.ZodType<T>, { headers = {}, isPermission = false }: Asking = {}) {
    try {
      return await read(url, schema, headers)
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      if (isPermission && (error.status === 403 || error.status === 404)) return null
      missed(error)
      return undefined
    }
  }

  return {
    one,
    async rows(url, row, asking) {
      const list = await one(url, List, asking)
      if (!list) return list
      const good = list.flatMap((item) => {
        const { success, data } = row.safeParse(item)
        return success ? [data] : []
      })
      if (good.length < list.length) missed(new UpstreamError('unavailable', { error: 'unexpected_reply', url }))
      return good
    },
  }
}
