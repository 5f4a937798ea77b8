import type { Clock } from './shelf.ts'

export type Codes<T> = ReturnType<typeof createCodes<T>>

/** What has become of a code; `grant` is what it was issued for. */
export type Found<T> = { state: 'fresh' | 'used' | 'expired', grant: T } | { state: 'unknown' }

/**
 * Authorization codes: each is good once and for some seconds (RFC 6749 section 4.1.2). Looking does not use a code up, so that
 * each provider can check things in its own order. Used and expired ones are remembered, because providers tell them apart.
 */
export function createCodes<T>({ seconds, now, capacity = 1000 }: { seconds: number, now: Clock, capacity?: number }) {
  const codes = new Map<string, { grant: T, until: number, used: boolean }>()
  return {
    issue(code: string, grant: T) {
      codes.set(code, { grant, until: now() + seconds * 1000, used: false })
      const [oldest] = codes.keys()
      if (codes.size > capacity && oldest !== undefined) codes.delete(oldest)
      return code
    },
    look(code: string | undefined): Found<T> {
      const known = code === undefined ? undefined : codes.get(code)
      if (!known) return { state: 'unknown' }
      return { state: known.used ? 'used' : known.until > now() ? 'fresh' : 'expired', grant: known.grant }
    },
    use(code: string) {
      const known = codes.get(code)
      if (known) known.used = true
    },
    clear() { codes.clear() },
  }
}
