import { expect, test } from 'vitest'
import { registering } from '../../../test/registered.ts'

const picture = (beginning: string, size = 200) => Buffer.concat([Buffer.from(beginning, 'latin1'), Buffer.alloc(size, 7)])
const png = picture('\x89PNG\r\n\x1a\n')

test.each([['image/png', png], ['image/jpeg', picture('\xff\xd8\xff\xe0')], ['image/webp', picture('RIFF\x10\x00\x00\nWEBPVP8 ')]])('a picture of type %s is served to anybody, and can do nothing', async (type, bytes) => {
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
  const first = (await ann.browser.put(path, { image: png.toString('base64') })).body.logoUrl
  const second = (await ann.browser.put(path, { image: picture('\x89PNG\r\n\x1a\n', 201).toString('base64') })).body.logoUrl
  expect(second).not.toBe(first)
  expect(await rows('application_logos')).toHaveLength(1)
  expect((await ann.browser.delete(path)).status).toBe(204)
  expect((await ann.browser.get(`/o/applications/${clientId}`)).body.logoUrl).toBeNull()
  const gone = await browser().get(path)
  expect([gone.status, gone.headers['cache-control']]).toEqual([404, 'no-store'])
  expect(await rows('application_logos')).toEqual([])
})

test.each([
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')], ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')], ['a GIF', picture('GIF89a')],
  ['a sound in the wrapping of WebP', picture('RIFF\x10\x00\x00\x00WAVEfmt ')], ['what is too large', picture('\x89PNG\r\n\x1a\n', 64 * 1024)],
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
  expect((await ann.browser.put(path, { image: picture('\x89PNG\r\n\x1a\n', 64 * 1024 - 8).toString('base64') })).status).toBe(200)
  expect((await ann.browser.put(path, { image: 'A'.repeat(200_000) })).status).toBe(413)
  expect((await ann.browser.put(path, { image: 'https://app.example.com/logo.png' })).body.errors[0]?.code).toBe('image_invalid')
})

test('no address of a picture reads anything else', async () => {
  const { browser } = await registering()
  for (const id of ['%00', '..%2f..', 'x'.repeat(65)]) expect([id, (await browser().get(`/o/applications/${id}/logo`)).status]).toEqual([id, 404])
})
