import { computed, onScopeDispose, shallowRef } from 'vue'
import { failureOf, isForeseen, type Failure } from '../../composables/failure.ts'

/** One page of a list, and where the next begins. */
interface Page<Row> { rows: readonly Row[], nextCursor: string | null }

/**
 * A list that comes in pages. What was asked for last wins: asking anew gives up what is under way. Rows stay to be seen until others
 * take their place.
 *
 * @param fetch one page, from `cursor` on.
 */
export function usePages<Row>(fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>) {
  const rows = shallowRef<readonly Row[] | null>(null)
  const nextCursor = shallowRef<string | null>(null)
  const underWay = shallowRef<'first' | 'more' | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const failedAt = shallowRef<'first' | 'more'>('first')
  let asking = new AbortController()

  async function ask(what: 'first' | 'more', cursor?: string) {
    asking.abort()
    const { signal } = asking = new AbortController()
    underWay.value = what
    failure.value = null
    try {
      const page = await fetch(cursor, signal)
      if (signal.aborted) return
      rows.value = what === 'first' ? page.rows : [...rows.value ?? [], ...page.rows]
      nextCursor.value = page.nextCursor
    } catch (error) {
      if (!isForeseen(error)) throw error
      if (signal.aborted) return
      failure.value = failureOf(error)
      failedAt.value = what
    } finally {
      if (!signal.aborted) underWay.value = null
    }
  }
  onScopeDispose(() => asking.abort())

  return {
    /** `null` before the first page is there. */
    rows: computed(() => rows.value),
    hasMore: computed(() => nextCursor.value !== null),
    /** From the beginning. */
    load: () => ask('first'),
    /** The next page, below what is there. */
    more: async () => {
      if (nextCursor.value !== null && underWay.value === null) await ask('more', nextCursor.value)
    },
    isLoading: computed(() => underWay.value === 'first'),
    isLoadingMore: computed(() => underWay.value === 'more'),
    /** Why there is no list. */
    failure: computed(() => failedAt.value === 'first' ? failure.value : null),
    /** Why it does not go on. */
    moreFailure: computed(() => failedAt.value === 'more' ? failure.value : null),
    /** Puts in rows that have changed. */
    change(alter: (row: Row) => Row) { rows.value = rows.value?.map(alter) ?? null },
  }
}
export type Pages<Row> = ReturnType<typeof usePages<Row>>
