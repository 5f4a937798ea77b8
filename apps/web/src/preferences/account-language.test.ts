import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { type Answer, problem, wireSession, wireUser } from '../../test/fake-connection.ts'
import { visit } from '../../test/visit.ts'
import { followAccountLanguage } from './account-language.ts'

afterEach(() => { document.body.innerHTML = '' })

/** The account's pages for somebody whose account has a language, in a browser that asks for another. */
async function open({ isIn = true, update }: { isIn?: boolean, update?: () => Answer } = {}) {
  const bodies: unknown[] = []
  const page = await visit('/sign-in', {
    'POST /users/authorizations': () => ({ status: 200, data: { ...wireSession, user: { ...wireUser, locale: 'zh-CN' } } }),
    'DELETE /sessions/current': () => ({ status: 204 }),
    'PATCH /users/me': ({ body }) => {
      bodies.push(body)
      return update?.() ?? { status: 200, data: { ...wireUser, ...(typeof body === 'object' && body) } }
    },
  }, { preferred: ['en'] })
  followAccountLanguage(page.session, page.dependencies.language)
  if (isIn) {
    await page.session.begin(api => api.signIn.authorize({ body: { username: 'ann', password: 'x' } }))
    await page.arrivesAt('/account')
    await flushPromises()
  }
  return { ...page, bodies, speaks: (locale: string) => vi.waitFor(() => { expect(page.dependencies.language.locale.value).toBe(locale) }) }
}

test('after signing in the pages are in the language of the account, and stay so after signing out', async () => {
  const { speaks, session, dependencies } = await open()
  await speaks('zh-CN')
  expect(dependencies.memory.read('gatehouse-language')).toBe('zh-CN')
  await session.signOut()
  await speaks('zh-CN')
})

test('the switch of the header is kept with the account of whoever is signed in', async () => {
  const { speaks, press, bodies, session } = await open()
  await speaks('zh-CN')
  await press('English')
  await speaks('en')
  expect([bodies, session.user?.locale]).toEqual([[{ locale: 'en' }], 'en'])
})

test('the switch shows in the profile at once, and saving the profile does not undo it', async () => {
  const { speaks, press, wrapper, bodies } = await open()
  await speaks('zh-CN')
  await press('English')
  await vi.waitFor(() => { expect(wrapper.get<HTMLSelectElement>('select').element.value).toBe('en') })
  await press('Save')
  expect(bodies.at(-1)).toMatchObject({ locale: 'en' })
})

test('of whoever is not signed in, the switch is kept on this device and nowhere else', async () => {
  const { speaks, press, bodies, dependencies } = await open({ isIn: false })
  await press('中文')
  await speaks('zh-CN')
  expect([bodies, dependencies.memory.read('gatehouse-language')]).toEqual([[], 'zh-CN'])
})

test('where the account cannot be reached the page still speaks what was chosen', async () => {
  const { speaks, press, session } = await open({ update: () => problem('overloaded', 503) })
  await speaks('zh-CN')
  await press('English')
  await speaks('en')
  expect(session.user?.locale).toBe('zh-CN')
})
