import { expect, test } from 'vitest'
import { harness } from '../../test/harness.ts'

test.each([['', false], ['Help <help@example.com>', true]])('with MAIL_REPLY_TO=%j it is %s that a mail asks for an answer', async (MAIL_REPLY_TO, asks) => {
  const app = await harness({ settings: { MAIL_REPLY_TO } })
  const ann = await app.register('ann-lee')
  expect((await ann.browser.delete('/users/me')).status).toBe(204)
  await app.deliver()
  const mails = app.mailbox.to(ann.email)
  expect(mails.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['Your account is ready', 'Your account was deleted']))
  expect(mails.filter(({ text, html }) => /repl(y|ied)|answer/i.test(text + html)).length > 0).toBe(asks)
})
