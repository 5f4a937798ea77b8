import { signedInKey } from '@gatehouse/client/memory'
import { flushPromises } from '@vue/test-utils'
import { problem, wireSession } from './fake-connection.ts'
import { visit } from './visit.ts'

type Replies = NonNullable<Parameters<typeof visit>[1]>
export const mei = {
  reference: 'of-mei', provider: { id: 'qq', label: 'QQ', icon: 'qq' }, profile: { displayName: '林小满', avatarUrl: 'https://avatars.example/1.png', username: 'linden' }, email: null,
  remember: true, next: '/account/data', expiresAt: '2030-01-01T00:00:00.000Z',
}
export const ticket = (more: object = {}) => ({ 'GET /oauth/bindings/current': () => ({ status: 200, data: { ...mei, ...more } }) })
/** From a provider that is trusted with addresses. */
export const proven = { email: { address: 'Lin@example.com', proven: true } }
export const alive = { 'POST /sessions/refresh': () => ({ status: 200, data: wireSession }) }
export const requestId = '019a0000-0000-7000-8000-000000000000'
const free = { 'GET /usernames/linden/count': () => ({ status: 200, data: { username: 'linden', count: 0 } }) }
export const code = { 'POST /verification-codes': () => ({ status: 202, data: { requestId, resendAfter: 60, expiresIn: 600 } }) }

/** An endpoint that answers in turn, and remembers what it was asked with. */
export function inTurn(path: string, ...answers: ReturnType<Replies[string]>[]) {
  const sent: { body: unknown, authorization: string | undefined }[] = []
  const reply: Replies[string] = (request) => {
    sent.push(request)
    return answers.shift() ?? problem('internal', 500)
  }
  return { sent, replies: { [path]: reply } }
}
export const done = (status = 200) => ({ status, data: { session: wireSession, next: '/account/data' } })

interface Before { isSignedIn?: boolean, note?: string | null }

export async function open(replies: Replies, { isSignedIn = false, note = null }: Before = {}) {
  const page = await visit('/oauth/binding', { ...free, ...replies }, {
    before({ dependencies: { memory, tabMemory } }) {
      if (isSignedIn) memory.write(signedInKey, 'yes')
      tabMemory.write('gatehouse-binding', note)
    },
  })
  const value = (name: string) => page.wrapper.get<HTMLInputElement>(`input[name=${name}]`).element.value
  return {
    ...page, value,
    note: () => page.dependencies.tabMemory.read('gatehouse-binding'),
    accept: () => page.wrapper.get('input[name=acceptTerms]').setValue(true),
    fill: async (values: Record<string, string>) => {
      for (const [name, value] of Object.entries(values)) await page.wrapper.get(`input[name=${name}]`).setValue(value)
    },
    choose: async (way: 'new' | 'existing') => {
      await page.wrapper.findAll('input[type=radio]')[way === 'new' ? 0 : 1]?.trigger('change')
    },
    send: async () => {
      await page.wrapper.get('form').trigger('submit')
      await flushPromises()
    },
  }
}
