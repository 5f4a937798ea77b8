import type { Page } from '@playwright/test'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'
import { patternOf } from '../support/words.ts'

const open = ['/sign-in', '/register', '/forgot-password', '/terms', '/privacy', '/no-such-page']
const inside = ['/account', '/account/security', '/account/sessions', '/account/data']

/** Nobody has to scroll sideways. */
async function expectFitting(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true)
}

test.describe('pages for everybody', () => {
  for (const path of open) {
    test(`${path} is accessible, in the language and colours of the person, and fits the window`, async ({ page, language, colorScheme, expectAccessible }) => {
      await page.goto(path)
      await expectAccessible(page)
      await expect(page.locator('html')).toHaveAttribute('lang', language)
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      expect(ground).toBe(colorScheme === 'dark' ? 'rgb(20, 23, 26)' : 'rgb(251, 250, 247)')
      await expectFitting(page)
      expect(await page.title()).toMatch(/Gatehouse|门楼/)
    })
  }
})

test('pages of the account are accessible, too, with their forms and dialogs open', async ({ page, t, person, expectAccessible }) => {
  const { register, button } = steps(page, t)
  await register(person)
  for (const path of inside) {
    await page.goto(path)
    await expectAccessible(page)
    await expectFitting(page)
  }
  await page.goto('/account/security')
  await button('security.changePassword').click()
  await expectAccessible(page)
  await page.goto('/account/data')
  await button('data.deleteButton').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(button('data.deleteButton')).toBeFocused()
})

test('pages look the same, whichever came before', { tag: '@desktop' }, async ({ page, t, person }) => {
  const { register, signOut, button } = steps(page, t)
  const drawing = page.locator('.front-sky')
  await page.goto('/sign-in')
  const before = await drawing.boundingBox()
  expect(before?.height).toBe(page.viewportSize()?.height)
  await register(person)

  // From another site, by the page that people come back to, to a dialog of the account.
  await page.goto('/oauth/callback/github?state=made-up&code=made-up')
  await expect(page).toHaveURL(/\/account$/)
  await page.getByRole('link', { name: t('account.data'), exact: true }).click()
  await button('data.deleteButton').click()
  const dialog = page.getByRole('dialog')
  expect((await dialog.boundingBox())?.width).toBeLessThan(500)
  await page.keyboard.press('Escape')

  // And from the account to the pages for everybody.
  await signOut()
  await expect(button('signIn.submit')).toBeVisible()
  expect(await drawing.boundingBox()).toEqual(before)
})

test('faults are accessible, too', async ({ page, t, expectAccessible }) => {
  const { button } = steps(page, t)
  for (const [path, submit] of [['/sign-in', 'signIn.submit'], ['/register', 'code.send'], ['/forgot-password', 'forgot.submitEmail']] as const) {
    await page.goto(path)
    await button(submit).click()
    await expect(page.getByText(patternOf(t('fieldProblems.required', { field: '…' }))).first()).toBeVisible()
    await expectAccessible(page)
  }
})

test('of many other ways in the first four are shown, and the others by keyboard, accessibly', async ({ page, t, expectAccessible }) => {
  await page.goto('/sign-in')
  const { button } = steps(page, t)
  await button('providers.more').focus()
  const before = await page.getByRole('list').getByRole('button').allTextContents()
  expect(before.length).toBe(4)
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  const buttons = page.getByRole('list').getByRole('button')
  await expect(buttons.nth(4)).toBeFocused()
  expect((await buttons.allTextContents()).slice(0, 4)).toEqual(before)
  await expectAccessible(page)
})

test('the whole way in can be gone by keyboard', async ({ page, t, person }) => {
  const { register, signOut } = steps(page, t)
  await register(person)
  await signOut()
  await page.goto('/sign-in')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByText(t('shell.skip'))).toBeFocused()
  await page.getByLabel(t('fields.identifier')).focus()
  await page.keyboard.type(person.username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(person.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/account$/)
})

test('the language can be changed, and stays', async ({ page, language }) => {
  await page.goto('/sign-in')
  const other = language === 'en' ? '中文' : 'English'
  await page.getByRole('button', { name: other }).or(page.getByRole('link', { name: other })).first().click()
  const expected = language === 'en' ? 'zh-CN' : 'en'
  await expect(page.locator('html')).toHaveAttribute('lang', expected)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(expected === 'en' ? 'Sign in' : '登录')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', expected)
})

test('the language chosen while signed in is kept with the account, and is there on another device', async ({ page, browser, t, person, language, locale, complaints }) => {
  await steps(page, t).register(person)
  const other = language === 'en' ? 'zh-CN' : 'en'
  const kept = page.waitForResponse(response => response.url().endsWith('/users/me') && response.request().method() === 'PATCH')
  await page.getByRole('button', { name: language === 'en' ? '中文' : 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', other)
  expect((await kept).ok()).toBe(true)

  const elsewhere = await browser.newContext({ locale: locale ?? 'en' })
  complaints.watch(elsewhere)
  const there = await elsewhere.newPage()
  await steps(there, t).signIn(person.username, person.password)
  await expect(there).toHaveURL(/\/account$/)
  await expect(there.locator('html')).toHaveAttribute('lang', other)
  await expect(there.getByRole('heading', { level: 1 })).toHaveText(other === 'en' ? 'Profile' : '资料')
  await elsewhere.close()
})

test('without a network the page says so, and goes on when it is back', async ({ page, context, t, complaints }) => {
  complaints.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/)
  const { field, button } = steps(page, t)
  await page.goto('/sign-in')
  await field('fields.identifier').fill('somebody')
  await field('fields.password').fill('copper lantern')
  await context.setOffline(true)
  await expect(page.getByText(t('shell.offline'))).toBeVisible()
  await button('signIn.submit').click()
  await expect(page.getByText(t('unreachable.offline'))).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText(t('shell.offline'))).toBeHidden()
  await button('signIn.submit').click()
  await expect(page.getByText(t('problems.credentials_invalid'))).toBeVisible()
})

test('too many wrong passwords: the page says how long to wait', async ({ page, t, person }) => {
  const { field, button } = steps(page, t)
  await page.goto('/sign-in')
  await field('fields.identifier').fill(person.username)
  for (let tries = 0; tries < 5; tries++) {
    await field('fields.password').fill('wrong password')
    await button('signIn.submit').click()
    await expect(page.getByText(t('problems.credentials_invalid'))).toBeVisible()
  }
  await field('fields.password').fill('wrong password')
  await button('signIn.submit').click()
  await expect(page.getByText(t('problems.rate_limited'))).toBeVisible()
})
