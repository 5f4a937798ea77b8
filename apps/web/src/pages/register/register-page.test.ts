import { AxiosError } from 'axios'
import { afterEach, expect, test } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import { problem, wireSession } from '../../../test/fake-connection.ts'
import { visit } from '../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

type Reply = NonNullable<Parameters<typeof visit>[1]>[string]
const requestId = '019a0000-0000-7000-8000-000000000000'

/** The form, filled in, over an API that gives these answers to it in turn; `null` is none. */
async function filledIn(answers: (Awaited<ReturnType<Reply>> | null)[]) {
  const keys: (string | undefined)[] = []
  const page = await visit('/register', {
    'POST /verification-codes': () => ({ status: 202, data: { requestId, resendAfter: 60, expiresIn: 600 } }),
    'GET /usernames/linden/count': () => ({ status: 200, data: { username: 'linden', count: 0 } }),
    'GET /usernames/lindens/count': () => ({ status: 200, data: { username: 'lindens', count: 0 } }),
    'POST /users': ({ repeatKey }) => {
      keys.push(repeatKey)
      const answer = answers.shift()
      if (!answer) throw new AxiosError('', 'ERR_NETWORK')
      return answer
    },
  })
  const fill = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) await page.wrapper.get(`input[name=${name}]`).setValue(value)
  }
  const send = async () => {
    await page.wrapper.get('form').trigger('submit')
    await flushPromises()
  }
  await fill({ username: 'linden', email: 'linden@example.com' })
  await page.press('Send code')
  await fill({ emailCode: '123456', password: 'copper lantern orbit', passwordConfirmation: 'copper lantern orbit' })
  await page.wrapper.get('input[name=acceptTerms]').setValue(true)
  return { ...page, keys, fill, send }
}

test('pressing again after the answer was lost sends the same request with the same key, and ends signed in', async () => {
  const { keys, send, alert, session } = await filledIn([null, { status: 201, data: wireSession }])
  await send()
  expect(alert()).toContain('cannot reach the server')
  await send()
  expect(keys).toHaveLength(2)
  expect(keys[0]).toMatch(/^"[0-9a-f]{32}"$/)
  expect(keys[1]).toBe(keys[0])
  expect(session.user?.username).toBe('ann')
})

test('what was changed, or was refused, is another request with a key of its own', async () => {
  const { keys, fill, send } = await filledIn([null, problem('code_invalid', 400), { status: 201, data: wireSession }])
  await send()
  await fill({ username: 'lindens' })
  await send()
  await fill({ emailCode: '654321' })
  await send()
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(3)
})

test.each([['while people wait', 'emailCode'], ['while they type on', 'password']])('a code that was sent %s leaves the focus in the field %s', async (_, name) => {
  let answer: (reply: { status: number, data: object }) => void = () => undefined
  const { wrapper, press } = await visit('/register', { 'POST /verification-codes': () => new Promise((resolve) => { answer = resolve }) })
  await wrapper.get('input[name=email]').setValue('linden@example.com')
  await press('Send code')
  if (name === 'password') wrapper.get<HTMLInputElement>('input[name=password]').element.focus()
  answer({ status: 202, data: { requestId, resendAfter: 60, expiresIn: 600 } })
  await flushPromises()
  expect(document.activeElement?.getAttribute('name')).toBe(name)
})
