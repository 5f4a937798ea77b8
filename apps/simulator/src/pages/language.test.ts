import { expect, test } from 'vitest'
import { harness } from '../../test/harness.ts'
import { languageOf } from './language.ts'

const asked = (accept: string | undefined, cookie?: string) => languageOf({ headers: { 'accept-language': accept, cookie } })

test('the browser\'s first language that we speak is taken, by weight', () => {
  expect(asked('zh-TW,en;q=0.8')).toBe('zh-CN')
  expect(asked('en;q=0.5, zh-Hans-CN;q=0.9')).toBe('zh-CN')
  expect(asked('fr-FR, en-GB;q=0.7, zh;q=0.3')).toBe('en')
  expect(asked('zh;q=0, fr')).toBe('en')
  expect(asked(undefined)).toBe('en')
  expect(asked(';;q=,=')).toBe('en')
})

test('a choice made before counts more than the browser', () => {
  expect(asked('en', 'other=1; gatehouse_simulator_language=zh-CN')).toBe('zh-CN')
  expect(asked('en', 'gatehouse_simulator_language=tlh')).toBe('en')
})

test('choosing a language keeps it and leads back to the same page and search', async () => {
  const { app } = await harness()
  const { payload } = await app.inject('/inbox?to=a%26b')
  expect(payload).toContain('href="/inbox?to=a%26b&amp;language=zh-CN"')

  const choice = await app.inject('/inbox?to=a%26b&language=zh-CN')
  expect(choice.statusCode).toBe(303)
  expect(choice.headers.location).toBe('/inbox?to=a%26b')
  const [cookie = ''] = String(choice.headers['set-cookie']).split(';')
  expect((await app.inject({ url: '/inbox', headers: { cookie } })).payload).toContain('<html lang="zh-CN">')
})
