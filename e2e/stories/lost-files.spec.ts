import type { Page } from '@playwright/test'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

/** The browser's own note of a file that did not come. */
const lost = /net::ERR_FAILED|Failed to fetch dynamically imported module|Unable to preload CSS/

/** Loses files of the front end until they are let through; counts how often the browser asked for them. */
async function lose(page: Page, files: string, times = Infinity) {
  const network = { asked: 0, isBack: false }
  await page.route(url => new RegExp(files).test(url.pathname), async (route) => {
    network.asked++
    await (network.isBack || network.asked > times ? route.continue() : route.abort())
  })
  return network
}

/** Whether the document is still the one that was opened. */
const mark = (page: Page) => page.evaluate(() => { document.documentElement.dataset['opened'] = 'once' })
const isMarked = (page: Page) => page.evaluate(() => document.documentElement.dataset['opened'] === 'once')

test.beforeEach(({ complaints }) => complaints.allow(lost))

test('signing in works though the file that speaks to the API was lost on the way: nothing typed is lost, nothing reloads', async ({ page, t, person }) => {
  const { register, signOut, field, button } = steps(page, t)
  await register(person)
  await signOut()

  const network = await lose(page, '/assets/connection-.*\\.js$')
  await page.goto('/sign-in')
  await mark(page)
  await field('fields.identifier').fill(person.username)
  await field('fields.password').fill(person.password)
  await expect.poll(() => network.asked).toBeGreaterThan(1)
  network.isBack = true
  await button('signIn.submit').click()
  await expect(page).toHaveURL(/\/account$/)
  expect(await isMarked(page)).toBe(true)
})

test('the other ways in and the other language come though their files were lost on the way', async ({ page, language, t }) => {
  const buttons = await lose(page, '/assets/providers-.*\\.js$', 2)
  const other = language === 'en' ? 'zh-CN' : 'en'
  const words = await lose(page, `/assets/core\\.${other}-.*\\.js$`, 2)
  await page.goto('/sign-in')
  await mark(page)
  await expect(page.getByRole('button', { name: /GitHub/ })).toBeVisible()
  expect(buttons.asked).toBeGreaterThan(1)

  await page.getByRole('button', { name: language === 'en' ? '中文' : 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', other)
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(t('signIn.title'))
  expect(words.asked).toBeGreaterThan(1)
  expect(await isMarked(page)).toBe(true)
})

for (const files of ['/assets/front-.*\\.js$', '/assets/.*\\.css$', '/assets/core\\..*\\.js$']) {
  test(`a page of which ${files} was lost comes by itself`, async ({ page, t }) => {
    const network = await lose(page, files, 1)
    await page.goto('/sign-in')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('signIn.title'))
    await expect.poll(() => network.asked).toBeGreaterThan(1)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('signIn.title'))
  })
}

test('a page whose files do not come at all says so, and does not reload again and again', async ({ page, language }) => {
  let opened = 0
  page.on('request', request => request.isNavigationRequest() && opened++)
  await page.route(/\/assets\/front-.*\.js$/, route => route.abort())
  await page.goto('/sign-in')
  await expect(page.getByText(language === 'en' ? 'This page cannot be opened.' : '页面打不开')).toBeVisible()
  expect(opened).toBeLessThanOrEqual(2)
})
