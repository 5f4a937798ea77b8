import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { wireSession } from '../../../../test/fake-connection.ts'
import { withProviders } from '../../../../test/providers.ts'
import { visit } from '../../../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

test.each([[true, undefined], [false, false]])('a new password ends other sessions (%s) unless the box is unticked', async (expected, ticked) => {
  const sent: unknown[] = []
  const { wrapper, press } = await visit('/account/security', {
    ...withProviders,
    'POST /sessions/refresh': () => ({ status: 200, data: wireSession }),
    'GET /users/me/identities': () => ({ status: 200, data: { identities: [] } }),
    'PUT /users/me/password': ({ body }) => {
      sent.push(body)
      return { status: 204 }
    },
  })
  await press('Change password')
  const box = wrapper.get('input[name=endOtherSessions]')
  expect(box.element).toHaveProperty('checked', true)
  expect(box.element.closest('label')?.textContent).toContain('Sign out other devices and revoke application access')
  if (ticked !== undefined) await box.setValue(ticked)
  await wrapper.get('input[name=currentPassword]').setValue('copper lantern orbit')
  await wrapper.get('input[name=password]').setValue('quiet marble harbour')
  await wrapper.get('input[name=passwordConfirmation]').setValue('quiet marble harbour')
  await wrapper.get('form').trigger('submit')
  await flushPromises()
  expect(sent).toMatchObject([{ currentPassword: 'copper lantern orbit', endOtherSessions: expected }])
})

test('one form is open at a time, so that one thing to do is the first', async () => {
  const { wrapper, press } = await visit('/account/security', {
    ...withProviders,
    'POST /sessions/refresh': () => ({ status: 200, data: wireSession }),
    'GET /users/me/identities': () => ({ status: 200, data: { identities: [] } }),
  })
  await press('Change password')
  await press('Change e-mail')
  expect(wrapper.findAll('form')).toHaveLength(1)
  expect(wrapper.find('form input[name=emailCode]').exists()).toBe(true)
})
