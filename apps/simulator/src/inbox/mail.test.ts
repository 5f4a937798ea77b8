import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { harness } from '../../test/harness.ts'

test('a mail can be read by JSON as soon as the sender has its answer', async () => {
  const { send, messages } = await harness()
  await send({ to: 'Ada <ada@example.com>', subject: '注册验证码 📎', text: '你的验证码：\n\n    048213\n', html: '<p>验证码 <b>048213</b></p>', messageId: '<job-7@localhost>' })
  const [mail] = await messages()
  expect(mail).toMatchObject({
    to: 'ada@example.com', from: 'Gatehouse <no-reply@localhost.invalid>', subject: '注册验证码 📎', code: '048213', messageId: '<job-7@localhost>', attachments: [],
  })
  expect(mail?.html.trim()).toBe('<p>验证码 <b>048213</b></p>')
  expect(mail?.text.trim()).toBe('你的验证码：\n\n    048213')
  expect(mail?.headers).toContainEqual({ name: 'message-id', value: '<job-7@localhost>' })
})

test('the newest mail comes first', async () => {
  const { send, messages } = await harness()
  for (const subject of ['first', 'second', 'third']) await send({ subject })
  expect((await messages()).map(({ subject }) => subject)).toEqual(['third', 'second', 'first'])
})

test('every recipient of the envelope has a copy, hidden ones too', async () => {
  const { send, messages } = await harness()
  await send({ to: 'a@example.com, b@example.com', bcc: 'hidden@example.com' })
  const all = await messages()
  expect(all.map(({ to }) => to).sort()).toEqual(['a@example.com', 'b@example.com', 'hidden@example.com'])
  expect(new Set(all.map(({ id }) => id)).size).toBe(3)
  expect(await messages('?to=hidden@example.com')).toHaveLength(1)
})

test('the filter takes the whole address in any case, and an international domain in either spelling', async () => {
  const { send, messages } = await harness()
  await send({ to: 'Ada@Example.com' })
  await send({ to: 'li@例子.cn' })
  expect(await messages('?to=ada@example.COM')).toHaveLength(1)
  expect(await messages('?to=da@example.com')).toHaveLength(0)
  expect(await messages(`?to=${encodeURIComponent('li@例子.cn')}`)).toHaveLength(1)
  expect(await messages('?to=li@xn--fsqu00a.cn')).toHaveLength(1)
  expect(await messages('?to=')).toHaveLength(2)
})

test('a parameter that does not exist is refused, so that a misspelt filter never means all', async () => {
  const { app } = await harness()
  const misspelt = await app.inject('/inbox/messages?recipient=ada@example.com')
  expect(misspelt.statusCode).toBe(400)
  expect(misspelt.headers['content-type']).toContain('application/problem+json')
  expect((await app.inject({ method: 'DELETE', url: '/inbox/messages?to=ada@example.com' })).statusCode).toBe(400)
})

test('deleting empties the inbox', async () => {
  const { app, send, messages } = await harness()
  await send({})
  const answer = await app.inject({ method: 'DELETE', url: '/inbox/messages' })
  expect(answer.statusCode).toBe(204)
  expect(await messages()).toEqual([])
})

test('the oldest mail makes room for the newest', async () => {
  const { send, messages } = await harness({ capacity: 2 })
  for (const subject of ['first', 'second', 'third']) await send({ subject })
  expect((await messages()).map(({ subject }) => subject)).toEqual(['third', 'second'])
})

test('attachments are listed with their size, and text that a mail does not have is empty', async () => {
  const { send, messages } = await harness()
  await send({ subject: '', text: '', html: '<p>See the report.</p>', attachments: [{ filename: '报告.pdf', content: Buffer.alloc(2048) }] })
  const [mail] = await messages()
  expect(mail).toMatchObject({ subject: '', text: '', attachments: [{ filename: '报告.pdf', mimeType: 'application/pdf', size: 2048 }] })
})

test('credentials are not needed, and any are welcome', async () => {
  const { send, messages } = await harness()
  await send({}, { user: 'somebody', pass: 'anything' })
  expect(await messages()).toHaveLength(1)
})

test('a message beyond the size limit is refused and not kept, whether or not its size was announced', async () => {
  const { port, send, messages } = await harness()
  const text = 'x'.repeat(76).concat('\r\n').repeat(140_000)
  await expect(send({ text })).rejects.toMatchObject({ responseCode: 552 })
  expect(await converse(port, ['MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA', `${text}.`])).toMatch(/^552 /m)
  expect(await messages()).toEqual([])
})

test('a message without headers takes its sender from the envelope', async () => {
  const { port, messages } = await harness()
  await converse(port, ['MAIL FROM:<robot@example.com>', 'RCPT TO:<b@example.com>', 'DATA', '\r\nNothing but text\r\n.'])
  expect(await messages()).toMatchObject([{ from: 'robot@example.com', subject: '', messageId: null, text: 'Nothing but text\n' }])
})

/** Speaks SMTP by hand, one command after each answer. */
async function converse(port: number, commands: string[]) {
  const socket = connect(port, '127.0.0.1')
  const lines = ['EHLO localhost', ...commands, 'QUIT']
  socket.on('data', (chunk) => {
    if (/^\d{3} .*\r\n$/m.test(chunk.toString()) && lines.length > 0) socket.write(`${lines.shift() ?? ''}\r\n`)
  })
  return text(socket)
}
