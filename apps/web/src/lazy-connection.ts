import { Unreachable } from '@gatehouse/client/errors'
import type { Connection } from './connection.ts'

/** Opens the connection once, when it is first asked for; what failed is tried again the next time. */
export function lazyConnection(open: () => Promise<Connection>) {
  let opening: Promise<Connection> | null = null

  return function connect(): Promise<Connection> {
    opening ??= open().catch((error: unknown) => {
      opening = null
      throw new Unreachable('offline', { cause: error })
    })
    return opening
  }
}
