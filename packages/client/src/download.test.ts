import { endpoint, get, nothing } from '@gatehouse/contracts'
import { expect, test, vi } from 'vitest'
import { download } from './download.ts'

const rows = endpoint({ ...get, path: '/rows', access: 'superuser', summary: 'Rows', response: nothing })
const csv = () => new Response('\uFEFFid,name\r\n1,安\r\n', { headers: { 'content-type': 'text/csv; charset=utf-8' } })
const problem = (code: string, status: number, headers = {}) =>
  new Response(JSON.stringify({ type: '', title: '', status, code, requestId: 'r1' }), { status, headers: { 'content-type': 'application/problem+json', ...headers } })

function from(answers: (Response | Error)[], tokens: (string | null)[] = ['t1', 't2']) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => {
    const answer = answers.shift()
    if (answer instanceof Response) return answer
    throw answer ?? new Error('no answer left')
  })
  const credentials = { token: async () => tokens.shift() ?? null, tokenOfKnown: async () => null, replace: async () => tokens.shift() ?? null }
  const query = { action: 'a b', ip: undefined }
  return { fetch, result: download(rows, { apiUrl: 'https://api.example.com', credentials, accept: 'text/csv', query, fetch }) }
}

test('a document comes byte for byte, asked for with the token and the query', async () => {
  const { fetch, result } = from([csv()])
  const bytes = new Uint8Array(await (await result).arrayBuffer())
  expect([...bytes.slice(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x69, 0x64])
  expect(fetch).toHaveBeenCalledExactlyOnceWith('https://api.example.com/rows?action=a+b', { headers: { Accept: 'text/csv', Authorization: 'Bearer t1' } })
})

test('a refused token is replaced, and the document asked for once more', async () => {
  const { fetch, result } = from([problem('unauthenticated', 401), csv()])
  expect((await result).size).toBeGreaterThan(0)
  expect(fetch).toHaveBeenLastCalledWith(expect.any(String), { headers: { Accept: 'text/csv', Authorization: 'Bearer t2' } })
})

test('without somebody signed in nothing is asked for', async () => {
  const { fetch, result } = from([csv()], [])
  await expect(result).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(fetch).not.toHaveBeenCalled()
})

test('a refusal says its code and its wait', async () => {
  const { result } = from([problem('rate_limited', 429, { 'retry-after': '30' })])
  await expect(result).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 30, requestId: 'r1' })
})

test.each([
  ['offline', new TypeError('Failed to fetch')],
  ['unreadable', new Response('<h1>Bad gateway</h1>', { status: 502 })],
  ['unreadable', new Response('{}', { headers: { 'content-type': 'application/json' } })],
] as const)('no readable answer is told from a refusal: %s', async (reason, answer) => {
  await expect(from([answer]).result).rejects.toMatchObject({ reason })
})
