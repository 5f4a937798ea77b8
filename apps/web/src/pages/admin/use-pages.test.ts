import { ApiProblem } from '@gatehouse/client/errors'
import { flushPromises } from '@vue/test-utils'
import { effectScope } from 'vue'
import { expect, test, vi } from 'vitest'
import { usePages } from './use-pages.ts'

interface Page { rows: number[], nextCursor: string | null }

/** A list whose pages arrive when the test says so. */
function list() {
  const asked: { cursor: string | undefined, signal: AbortSignal, arrive: (page: Page) => void, fail: (error: unknown) => void }[] = []
  const scope = effectScope()
  const pages = scope.run(() => usePages((cursor, signal) => new Promise<Page>((arrive, fail) => { asked.push({ cursor, signal, arrive, fail }) })))
  if (!pages) throw new Error('not set up')
  const answer = async (at: number, page: Page | ApiProblem) => {
    if (page instanceof ApiProblem) asked[at]?.fail(page)
    else asked[at]?.arrive(page)
    await flushPromises()
  }
  return { pages, asked, answer, scope }
}

test('a list goes on where its page ended, until there is no more', async () => {
  const { pages, asked, answer } = list()
  void pages.load()
  expect(pages.isLoading.value).toBe(true)
  await answer(0, { rows: [1, 2], nextCursor: 'c' })
  expect([pages.rows.value, pages.hasMore.value]).toEqual([[1, 2], true])
  void pages.more()
  expect([asked[1]?.cursor, pages.isLoadingMore.value]).toEqual(['c', true])
  await answer(1, { rows: [3], nextCursor: null })
  expect([pages.rows.value, pages.hasMore.value]).toEqual([[1, 2, 3], false])
  await pages.more()
  expect(asked).toHaveLength(2)
})

test('asking for more twice asks once', async () => {
  const { pages, asked, answer } = list()
  void pages.load()
  await answer(0, { rows: [1], nextCursor: 'c' })
  void pages.more()
  void pages.more()
  expect(asked).toHaveLength(2)
})

test('what was asked for last wins, whichever answer comes first', async () => {
  const { pages, asked, answer } = list()
  void pages.load()
  void pages.load()
  expect(asked[0]?.signal.aborted).toBe(true)
  await answer(1, { rows: [2], nextCursor: null })
  await answer(0, { rows: [1], nextCursor: 'c' })
  expect([pages.rows.value, pages.hasMore.value, pages.isLoading.value]).toEqual([[2], false, false])
})

test('a list that cannot go on keeps what is there, and goes on later', async () => {
  const { pages, answer } = list()
  void pages.load()
  await answer(0, { rows: [1], nextCursor: 'c' })
  void pages.more()
  await answer(1, new ApiProblem({ code: 'overloaded', status: 503 }))
  expect([pages.rows.value, pages.failure.value, pages.moreFailure.value?.code]).toEqual([[1], null, 'overloaded'])
  void pages.more()
  await answer(2, { rows: [2], nextCursor: null })
  expect([pages.rows.value, pages.moreFailure.value]).toEqual([[1, 2], null])
})

test('a list that nobody looks at any more is not waited for', async () => {
  const { pages, asked, scope } = list()
  void pages.load()
  scope.stop()
  await vi.waitFor(() => { expect(asked[0]?.signal.aborted).toBe(true) })
})
