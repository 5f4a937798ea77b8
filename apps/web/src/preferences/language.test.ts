import { expect, test, vi } from 'vitest'
import { fakeMemory } from '../../test/gatehouse.ts'
import { bestLocale, createLanguage } from './language.ts'
import { loadMessages } from './load-messages.ts'

const open = async (preferred: string[], memory = fakeMemory()) => {
  const root = { lang: '' }
  const language = createLanguage({ memory, preferred, load: loadMessages, root })
  await language.need('core')
  await language.need('account')
  return { ...language, root }
}

test.each([
  [['zh-TW', 'en'], 'zh-CN'], [['en-GB', 'zh'], 'en'], [['fr', 'zh-CN'], 'zh-CN'], [['fr'], 'en'], [[], 'en'], [['zha'], 'en'],
])('the first language of %j that we speak is %s', (preferred, locale) => {
  expect(bestLocale(preferred)).toBe(locale)
})

test('a message is in the language of the page, with its values', async () => {
  const { t, root } = await open(['zh-CN'])
  expect(root.lang).toBe('zh-CN')
  expect(t('title', { page: '登录' })).toBe('登录 · 门楼')
})

test('changing the language changes every message, and is kept', async () => {
  const memory = fakeMemory()
  const { t, speak, root } = await open(['zh-CN'], memory)
  await speak('en')
  expect(t('signIn.title')).toBe('Sign in')
  expect(t('profile.title')).toBe('Profile')
  expect(root.lang).toBe('en')
  expect((await open(['zh-CN'], memory)).locale.value).toBe('en')
})

test('one is singular, more are plural', async () => {
  const { t } = await open(['en'])
  expect(t('sessions.confirm', { count: 1 })).toMatch(/^1 other device has/)
  expect(t('sessions.confirm', { count: 3 })).toMatch(/^3 other devices have/)
})

test('words that could not be loaded are loaded when they are needed again', async () => {
  const load = vi.fn(loadMessages).mockRejectedValueOnce(new Error('offline'))
  const language = createLanguage({ memory: fakeMemory(), preferred: ['en'], load, root: { lang: '' } })
  await expect(language.need('core')).rejects.toThrow('offline')
  await language.need('core')
  expect(language.t('signIn.title')).toBe('Sign in')
})

test('words that are needed while the language changes are there in both', async () => {
  const held: (() => void)[] = []
  let isHeld = false
  const language = createLanguage({
    memory: fakeMemory(), preferred: ['zh-CN'], root: { lang: '' },
    load: async (section, locale) => {
      if (isHeld) await new Promise<void>(resolve => held.push(resolve))
      return loadMessages(section, locale)
    },
  })
  await language.need('core')
  isHeld = true
  const changed = language.speak('en')
  const needed = language.need('account')
  isHeld = false
  for (const release of held) release()
  await Promise.all([changed, needed])
  expect(language.t('profile.title')).toBe('Profile')

  isHeld = true
  const later = language.need('console')
  isHeld = false
  await language.speak('zh-CN')
  for (const release of held) release()
  await later
  expect(language.t('console.title')).toBe('管理后台')
})

test('of two changes the later one stays, whichever comes first', async () => {
  const held: (() => void)[] = []
  const language = createLanguage({
    memory: fakeMemory(), preferred: ['zh-CN'], root: { lang: '' },
    load: async (section, locale) => {
      if (locale === 'en') await new Promise<void>(resolve => held.push(resolve))
      return loadMessages(section, locale)
    },
  })
  await language.need('core')
  const first = language.speak('en')
  await language.speak('zh-CN')
  for (const release of held) release()
  await first
  expect(language.locale.value).toBe('zh-CN')
})
