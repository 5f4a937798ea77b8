import type { Application } from '@gatehouse/contracts/programs'
import { flushPromises } from '@vue/test-utils'
import { expect, vi } from 'vitest'
import { wireApplication } from './applications.ts'
import { wireSession, wireUser } from './fake-connection.ts'
import { withProviders } from './providers.ts'
import { visit } from './visit.ts'

export type Replies = NonNullable<Parameters<typeof visit>[1]>

/** A server on which these applications are registered. */
export const world = (applications: Partial<Application>[], more: object = {}, user: object = wireUser): Replies => ({
  ...withProviders,
  'POST /sessions/refresh': () => ({ status: 200, data: { ...wireSession, user } }),
  'GET /users/me/identities': () => ({ status: 200, data: { identities: [] } }),
  'GET /o/applications': () => ({ status: 200, data: { applications: applications.map(wireApplication), canRegister: true, legacyGrants: false, scopes: ['orders:read'], ...more } }),
  'GET /o/applications/client-1': () => ({ status: 200, data: wireApplication(applications[0]) }),
})

/** Opens one of the pages about applications, and waits until it says something. */
export async function openPage(path: string, replies: Replies, expected: string) {
  const page = await visit(path, replies)
  const { wrapper } = page
  await vi.waitFor(() => { expect(wrapper.text()).toContain(expected) }, 5000)
  const dialog = (title: string) => wrapper.findAll('dialog').find(one => one.text().startsWith(title))
  return {
    ...page, dialog,
    fill: (name: string, text: string) => wrapper.get(`input[name="${name}"]`).setValue(text),
    /** Sends the form that has a control of this name. */
    async send(name: string) {
      const form = wrapper.findAll('form').find(one => one.find(`[name="${name}"]`).exists())
      await form?.trigger('submit')
      await flushPromises()
    },
    /** What stands below a control, said of it. */
    below(name: string) {
      const id = wrapper.get(`[name="${name}"]`).attributes('aria-describedby')
      return id ? wrapper.get(`#${id}`).text() : ''
    },
    async pressIn(title: string, words: string) {
      const button = dialog(title)?.findAll('button').find(one => one.text() === words)
      await (button?.attributes('type') === 'submit' ? dialog(title)?.get('form').trigger('submit') : button?.trigger('click'))
      await flushPromises()
    },
  }
}
export const openApplication = (replies: Replies) => openPage('/account/applications/client-1', replies, 'Connect your application')
