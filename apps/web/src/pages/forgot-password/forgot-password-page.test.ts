import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { visit } from '../../../test/visit.ts'
import { begunElsewhere } from './begun-elsewhere.ts'

afterEach(() => { document.body.innerHTML = '' })

const request = '019a0000-0000-7000-8000-000000000001'
const now = Date.now()
const fragment = (more: Record<string, string> = {}) => `#${new URLSearchParams({ request, email: 'ann+x@example.com', expires: String(now + 300_000), ...more }).toString()}`

test('the link of an administrator\'s mail leads straight to the code, and leaves the address bar', async () => {
  const sent: unknown[] = []
  const { wrapper, router } = await visit(`/forgot-password?next=/account/data${fragment()}`, {
    'POST /sessions/refresh': () => ({ status: 204 }),
    'POST /users/password-resets': ({ body }: { body: unknown }) => {
      sent.push(body)
      return { status: 204 }
    },
  })
  await flushPromises()
  expect(router.currentRoute.value.fullPath).toBe('/forgot-password?next=/account/data')
  expect(wrapper.text()).toContain('ann+x@example.com')
  await wrapper.get('input[name=emailCode]').setValue('012345')
  await wrapper.get('input[name=password]').setValue('quiet marble harbour')
  await wrapper.get('input[name=passwordConfirmation]').setValue('quiet marble harbour')
  await wrapper.get('form').trigger('submit')
  await flushPromises()
  expect(sent).toMatchObject([{ email: 'ann+x@example.com', codeRequestId: request, emailCode: '012345' }])
})

test('a fragment that is no such link changes nothing', () => {
  for (const wrong of ['', '#', '#code', fragment({ request: 'r1' }), fragment({ email: '' }), fragment({ expires: '' }), fragment({ expires: String(now - 1) })]) {
    expect(begunElsewhere(wrong, now)).toBe(null)
  }
  expect(begunElsewhere(fragment(), now)).toEqual({ requestId: request, email: 'ann+x@example.com', sentAt: now, resendAt: now, expiresAt: now + 300_000 })
})
