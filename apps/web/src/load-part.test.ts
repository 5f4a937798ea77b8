import { expect, test, vi } from 'vitest'
import { loadPart } from './load-part.ts'

const pause = async () => undefined
const part = { part: 1 }
/** Where the build would look for a file now. */
function addressOf(path: string): unknown {
  const look: unknown = Reflect.get(globalThis, 'addressOfPart')
  return typeof look === 'function' ? Reflect.apply(look, null, [path]) : null
}

test('a part that comes is asked for once', async () => {
  const load = vi.fn(async () => part)
  expect(await loadPart(load, { pause })).toBe(part)
  expect(load).toHaveBeenCalledTimes(1)
  expect(addressOf('./part-abc.js')).toBe('./part-abc.js')
})

test('a file that was lost on the way is asked for at another address, twice at most', async () => {
  const lost = new TypeError('Failed to fetch dynamically imported module: https://example.com/assets/lost-abc.js')
  const addresses: unknown[] = []
  const load = vi.fn(async () => {
    addresses.push(addressOf('./lost-abc.js'))
    if (addresses.length < 3) throw lost
    return part
  })
  expect(await loadPart(load, { pause })).toBe(part)
  expect(addresses).toEqual(['./lost-abc.js', expect.stringMatching(/\.js\?again=/), expect.stringMatching(/\.js\?again=/)])
  expect(addressOf('./other-abc.js')).toBe('./other-abc.js')

  const never = vi.fn(() => Promise.reject(lost))
  await expect(loadPart(never, { pause })).rejects.toBe(lost)
  expect(never).toHaveBeenCalledTimes(3)
})

test('a style sheet that was lost on the way is added before the part is loaded again', async () => {
  const load = vi.fn<() => Promise<typeof part>>()
    .mockRejectedValueOnce(new Error('Unable to preload CSS for /assets/pages-abc.css')).mockResolvedValueOnce(part)
  const loadSheet = vi.fn(async () => undefined)
  expect(await loadPart(load, { loadSheet, pause })).toBe(part)
  expect(loadSheet).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^\/assets\/pages-abc\.css\?again=/))
})

test('a browser that does not name what it lost is asked again, and what is wrong with the part itself is not', async () => {
  const load = vi.fn<() => Promise<typeof part>>().mockRejectedValueOnce(new TypeError('Importing a module script failed.')).mockResolvedValueOnce(part)
  expect(await loadPart(load, { pause })).toBe(part)
  const wrong = vi.fn(() => Promise.reject(new ReferenceError('x is not defined')))
  await expect(loadPart(wrong, { pause })).rejects.toThrow('x is not defined')
  expect(wrong).toHaveBeenCalledTimes(1)
})
