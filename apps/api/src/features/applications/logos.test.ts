import { expect, test } from 'vitest'
import { jpeg, jpegFrame, jpegSegment, lossless, lossy, png, pngChunk, riffChunk, webp } from '../../../test/pictures.ts'
import { registering } from '../../../test/registered.ts'

test.each([['image/png', png()], ['image/jpeg', jpeg()], ['image/webp', webp([lossless()])]])('a picture of type %s is served to anybody, and can do nothing', async (type, bytes) => {
  const { ann, program, app } = await registering()
  const { clientId } = await program()
  const answer = await ann.browser.put(`/o/applications/${clientId}/logo`, { image: bytes.toString('base64') })
  expect(answer.status).toBe(200)
  expect(answer.body.logoUrl).toMatch(new RegExp(`^http://localhost:3000/o/applications/${clientId}/logo\\?v=[\\w-]{16}$`))
  const { statusCode, headers, rawPayload } = await app.inject({ url: new URL(answer.body.logoUrl ?? '').pathname + new URL(answer.body.logoUrl ?? '').search })
  expect([statusCode, rawPayload.equals(bytes)]).toEqual([200, true])
  expect(headers).toMatchObject({
    'content-type': type, 'x-content-type-options': 'nosniff', 'content-security-policy': 'default-src \'none\'; sandbox',
    'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'public, max-age=31536000, immutable',
  })
})

test('another picture has another address, and none has none', async () => {
  const { ann, program, browser, rows } = await registering()
  const { clientId } = await program()
  const path = `/o/applications/${clientId}/logo`
  expect((await browser().get(path)).status).toBe(404)
  const first = (await ann.browser.put(path, { image: png().toString('base64') })).body.logoUrl
  const second = (await ann.browser.put(path, { image: png({ shade: 8 }).toString('base64') })).body.logoUrl
  expect(second).not.toBe(first)
  expect(await rows('application_logos')).toHaveLength(1)
  expect((await ann.browser.delete(path)).status).toBe(204)
  expect((await ann.browser.get(`/o/applications/${clientId}`)).body.logoUrl).toBeNull()
  const gone = await browser().get(path)
  expect([gone.status, gone.headers['cache-control']]).toEqual([404, 'no-store'])
  expect(await rows('application_logos')).toEqual([])
})

/** A picture of so many bytes. */
const filled = (size: number) => png({ after: [pngChunk('IDAT', Buffer.alloc(size - png().length - 12))] })

const hostile: [name: string, bytes: Buffer][] = [
  ['a PNG of a gigapixel', png({ width: 32_768, height: 32_768 })], ['a PNG of one long line', png({ width: 100_000, height: 1 })], ['a PNG without a line', png({ height: 0 })],
  ['a JPEG of four gigapixels', jpeg({ width: 65_535, height: 65_535 })], ['a WebP of 268 megapixels', webp([lossless(16_384, 16_384)])], ['a lossy one', webp([lossy(16_383, 16_383)])],
  ['a WebP that claims to be small', webp([riffChunk('VP8X', Buffer.from([0, 0, 0, 0, 7, 0, 0, 7, 0, 0])), lossless(16_384, 16_384)])],
  ['a transparent WebP without a line', webp([riffChunk('VP8X', Buffer.alloc(10)), riffChunk('ALPH', '123'), lossy(8, 0)])],
  ['one without a column', webp([riffChunk('VP8X', Buffer.alloc(10)), riffChunk('ALPH', '123'), lossy(0, 8)])],
  ['an animated WebP', webp([riffChunk('VP8X', Buffer.from([2, 0, 0, 0, 7, 0, 0, 7, 0, 0])), riffChunk('ANIM', Buffer.alloc(6)), riffChunk('ANMF', Buffer.concat([Buffer.alloc(16), lossless()]))])],
  ['a JPEG of two frames', jpeg({ extra: [jpegFrame(65_535, 65_535)] })], ['a PNG of two headers', png({ before: [png().subarray(8, 33)] })],
  ['a PNG that is cut off', png().subarray(0, -12)], ['a JPEG that is cut off', jpeg().subarray(0, -2)], ['a WebP that is cut off', webp([lossless()]).subarray(0, -2)],
  ['the beginning of a PNG', Buffer.from('\x89PNG\r\n\x1a\n and words', 'latin1')],
]

test.each([
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')], ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')], ['a GIF', Buffer.from(`GIF89a${'\x07'.repeat(200)}`)],
  ['a sound in the wrapping of WebP', Buffer.from('RIFF\x10\x00\x00\x00WAVEfmt ')], ['what is too large', filled(64 * 1024 + 1)], ...hostile,
])('%s is no picture', async (_name, bytes) => {
  const { ann, program, rows } = await registering()
  const { clientId } = await program()
  const answer = await ann.browser.put(`/o/applications/${clientId}/logo`, { image: bytes.toString('base64') })
  expect([answer.status, answer.body.errors.map(({ path, code }) => [path, code])]).toEqual([400, [['image', 'image_invalid']]])
  expect(await rows('application_logos')).toEqual([])
})

test('a picture of 64 KiB fits; a body of far more is not read', async () => {
  const { ann, program } = await registering()
  const { clientId } = await program()
  const path = `/o/applications/${clientId}/logo`
  expect((await ann.browser.put(path, { image: filled(64 * 1024).toString('base64') })).status).toBe(200)
  expect((await ann.browser.put(path, { image: 'A'.repeat(200_000) })).status).toBe(413)
  expect((await ann.browser.put(path, { image: 'https://app.example.com/logo.png' })).body.errors[0]?.code).toBe('image_invalid')
})

test('no address of a picture reads anything else', async () => {
  const { browser } = await registering()
  for (const id of ['%00', '..%2f..', 'x'.repeat(65)]) expect([id, (await browser().get(`/o/applications/${id}/logo`)).status]).toEqual([id, 404])
})

const words = 'taken at 48.8584, 2.2945 by Ann'
const annotated: [name: string, bytes: Buffer, clean: Buffer][] = [
  ['a PNG', png({
    before: [...['tEXt', 'iTXt', 'zTXt', 'iCCP', 'tIME', 'acTL', 'prVt'].map(type => pngChunk(type, words)), pngChunk('gAMA', Buffer.alloc(4))],
    after: [pngChunk('eXIf', words), pngChunk('fdAT', words)], trailing: words,
  }), png({ before: [pngChunk('gAMA', Buffer.alloc(4))] })],
  ['a JPEG', jpeg({ extra: [0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xfe].map(marker => jpegSegment(marker, words)), trailing: words }), jpeg()],
  ['a WebP', webp([riffChunk('VP8X', Buffer.from([0x2c, 0, 0, 0, 7, 0, 0, 7, 0, 0])), riffChunk('ICCP', words), lossless(), riffChunk('EXIF', words), riffChunk('XMP ', words)], words), webp([lossless()])],
  ['a transparent WebP', webp([riffChunk('VP8X', Buffer.from([0x1c, 0, 0, 0, 7, 0, 0, 7, 0, 0])), riffChunk('ALPH', '123'), lossy(), riffChunk('EXIF', words)]),
    webp([riffChunk('VP8X', Buffer.from([0x10, 0, 0, 0, 7, 0, 0, 7, 0, 0])), riffChunk('ALPH', '123'), lossy()])],
]

test.each(annotated)('of %s only the picture is kept and served: no place, no words, no other frames', async (_name, bytes, clean) => {
  const { ann, program, rows, app } = await registering()
  const { clientId } = await program()
  const path = `/o/applications/${clientId}/logo`
  expect((await ann.browser.put(path, { image: bytes.toString('base64') })).status).toBe(200)
  expect((await rows('application_logos')).map(({ image }) => image)).toEqual([clean.toString('base64')])
  expect((await app.inject(path)).rawPayload.toString('base64')).toBe(clean.toString('base64'))
})

test('a picture that was stored as it came is cleaned when it is served, and one that nobody should open is not', async () => {
  const { ann, program, store, app } = await registering()
  const { clientId } = await program()
  const path = `/o/applications/${clientId}/logo`
  await ann.browser.put(path, { image: png().toString('base64') })
  await store.applications.putLogo({ applicationId: clientId, mediaType: 'image/png', image: png({ after: [pngChunk('eXIf', words)] }).toString('base64') })
  expect((await app.inject(path)).rawPayload.toString('base64')).toBe(png().toString('base64'))
  await store.applications.putLogo({ applicationId: clientId, mediaType: 'image/png', image: png({ width: 32_768, height: 32_768 }).toString('base64') })
  expect((await app.inject(path)).statusCode).toBe(404)
})
