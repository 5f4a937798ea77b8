import { expect, test } from 'vitest'
import { harness } from '../../test/harness.ts'

const hostile = {
  to: 'mallory@example.com', from: '"<script>alert(1)</script>" <evil@example.com>', subject: '<img src=x onerror=alert(2)>"\'&amp;',
  text: '</div></main><script>alert(3)</script>', html: '<script>alert(4)</script><p>Hi</p>',
  headers: { 'x-note': '<script>alert(5)</script>' }, attachments: [{ filename: '<script>alert(6)</script>.txt', content: 'x' }],
}

test('nothing a mail contains is markup in our pages', async () => {
  const { app, send, messages } = await harness()
  await send(hostile)
  const [mail] = await messages()
  for (const url of ['/inbox', `/inbox/${mail?.id ?? ''}`, `/inbox?to=${encodeURIComponent('"><script>alert(7)</script>')}`]) {
    const { payload } = await app.inject(url)
    expect(payload).not.toMatch(/<script>|<img src=x|alert\(4\)/)
  }
  const { payload } = await app.inject(`/inbox/${mail?.id ?? ''}`)
  expect(payload).toContain('&lt;img src=x onerror=alert(2)&gt;&quot;&#39;&amp;amp;')
})

test('a mail is shown as it came only in a frame where nothing runs and nothing is loaded', async () => {
  const { app, send, messages } = await harness()
  await send(hostile)
  const [mail] = await messages()
  const page = await app.inject(`/inbox/${mail?.id ?? ''}`)
  const sandbox = /<iframe [^>]*sandbox="([^"]*)"/.exec(page.payload)?.[1]
  expect(sandbox).toBe('allow-popups allow-popups-to-escape-sandbox')

  const frame = await app.inject(`/inbox/${mail?.id ?? ''}/html`)
  expect(frame.payload).toBe(`<!doctype html><base target="_blank">${mail?.html ?? ''}`)
  expect(frame.headers['content-security-policy']).toBe(
    'default-src \'none\'; style-src \'unsafe-inline\'; img-src data:; base-uri \'none\'; form-action \'none\'; frame-ancestors \'self\'; '
    + 'sandbox allow-popups allow-popups-to-escape-sandbox')
})

test('our pages run files of ours only, and no page may frame them', async () => {
  const { app } = await harness()
  const { headers } = await app.inject('/inbox')
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
  expect(headers['content-security-policy']).toContain('frame-ancestors \'none\'')
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
  for (const url of ['/assets/style.css', '/assets/list.js', '/assets/mail.js', '/assets/times.js', '/assets/mark.svg']) expect((await app.inject(url)).statusCode).toBe(200)
})

test('a page that reaches us under the name of another machine reads nothing', async () => {
  const { app, send } = await harness()
  await send({})
  for (const host of ['evil.example', 'localhost.evil.example', '192.0.2.1:4000']) {
    const answer = await app.inject({ url: '/inbox/messages', headers: { host } })
    expect(answer.statusCode).toBe(421)
    expect(answer.payload).not.toContain('Hello')
  }
  for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000']) expect((await app.inject({ url: '/inbox/messages', headers: { host } })).statusCode).toBe(200)
})

test('an empty inbox says what will be here, and a search without result what was searched', async () => {
  const { app, send } = await harness()
  const empty = (await app.inject('/inbox')).payload
  expect(empty).toContain('All mail sent by Gatehouse on this machine is delivered here.')
  expect(empty).toContain('No mail yet')
  await send({ to: 'ada@example.com' })
  expect((await app.inject('/inbox?to=grace')).payload).toContain('No mail to “grace”')
})

test('people find mail by a part of the address', async () => {
  const { app, send } = await harness()
  await send({ to: 'ada@example.com', subject: 'For Ada' })
  await send({ to: 'grace@example.com', subject: 'For Grace' })
  const { payload } = await app.inject('/inbox?to=ADA')
  expect(payload).toContain('For Ada')
  expect(payload).not.toContain('For Grace')
  expect(payload).toContain('1 of 2 messages')
})

test('a message shows its code large, with a button to copy it, only when it has one', async () => {
  const { app, send, messages } = await harness()
  await send({ text: 'Nothing to type' })
  await send({ text: 'Your code: 048213' })
  const [withCode, without] = await messages()
  expect((await app.inject(`/inbox/${withCode?.id ?? ''}`)).payload).toMatch(/class="digits">048213<[\s\S]*id="copy"/)
  expect((await app.inject(`/inbox/${without?.id ?? ''}`)).payload).not.toContain('id="copy"')
})

test('a message that is gone is answered with a page that says so', async () => {
  const { app } = await harness()
  const answer = await app.inject('/inbox/018f0000-0000-7000-8000-000000000000')
  expect(answer.statusCode).toBe(404)
  expect(answer.payload).toContain('Message not found')
  expect((await app.inject('/inbox/gone/html')).statusCode).toBe(404)
})

test('the first page is the inbox, with or without a trailing slash', async () => {
  const { app } = await harness()
  const first = await app.inject('/')
  expect(first.headers.location).toBe('/inbox')
  expect((await app.inject('/inbox/')).statusCode).toBe(200)
})

test('an open page is told when mail arrives and when the inbox is emptied', async () => {
  const { app, send } = await harness()
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const { body } = await fetch(`${address}/inbox/changes`)
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toBe('retry: 1000\n\n')
  await send({})
  expect((await reader?.read())?.value).toBe('data: changed\n\n')
  await fetch(`${address}/inbox/messages`, { method: 'DELETE' })
  expect((await reader?.read())?.value).toBe('data: changed\n\n')
  await reader?.cancel()
})
