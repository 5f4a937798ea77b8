import { flushPromises } from '@vue/test-utils'
import { vi } from 'vitest'
import { wireSession, wireUser } from './fake-connection.ts'
import { visit } from './visit.ts'

type Replies = NonNullable<Parameters<typeof visit>[1]>

export const idOf = (last: number) => `019a0000-0000-7000-8000-${String(last).padStart(12, '0')}`
export const wireSuperuser = { ...wireUser, id: idOf(1), username: 'root', isSuperuser: true }

const moment = '2026-11-20T08:12:05.000Z'
export const wireSummary = (last: number, more = {}) => ({
  id: idOf(last), username: `user${last}`, displayName: `User ${last}`, email: `user${last}@example.com`, isSuperuser: false, disabled: false, createdAt: moment, ...more,
})
export const wireDetails = (last: number, more = {}) => ({
  ...wireSummary(last), emailVerified: true, avatarUrl: null, locale: 'en', hasPassword: true, disabledAt: null, updatedAt: moment, groups: [], permissions: [],
  identities: [], consents: [],
  sessions: [{ id: idOf(90), current: false, createdAt: moment, lastSeenAt: moment, ip: '203.0.113.7', userAgent: null, method: 'password' }], ...more,
})
export const wireGroup = (last: number, more = {}) => ({
  id: idOf(last), name: `Group ${last}`, description: '', permissions: [], members: 2, createdAt: moment, updatedAt: moment, ...more,
})
export const wirePermission = (code: string) => ({ code, description: `About ${code}`, groups: 1, createdAt: moment })

/** A page of the console, seen by a superuser unless `user` is somebody else. */
export async function visitConsole(path: string, replies: Replies, { user = wireSuperuser, ...options }: Parameters<typeof visit>[2] & { user?: object } = {}) {
  const page = await visit(path, {
    'GET /oauth/providers': () => ({ status: 200, data: { providers: [] } }),
    'POST /sessions/refresh': () => ({ status: 200, data: { ...wireSession, user } }),
    ...replies,
  }, options)
  const dialog = () => page.wrapper.findAll('dialog').at(-1)
  return {
    ...page, dialog,
    text: () => page.wrapper.get('main').text(),
    says: (words: string) => vi.waitFor(() => { if (!page.wrapper.text().includes(words)) throw new Error(`nothing says ${words}: ${page.wrapper.text()}`) }, 5000),
    async pressInDialog(words: string) {
      const found = dialog()?.findAll('button').find(button => button.text() === words)
      if (!found) throw new Error(`nothing in the dialog says ${words}`)
      await (found.attributes('type') === 'submit' ? dialog()?.find('form').trigger('submit') : found.trigger('click'))
      await flushPromises()
    },
    /** Proves anew with a password, in the dialog that asks for it. */
    async prove() {
      const proving = page.wrapper.findAll('dialog').find(one => one.text().startsWith('Confirm it’s you'))
      if (!proving) throw new Error('no proof is asked for')
      await proving.get('input[name=password]').setValue('right')
      await proving.get('form').trigger('submit')
      await flushPromises()
    },
  }
}
