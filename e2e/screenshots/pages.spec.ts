import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

async function shoot(page: Page, name: string) {
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/screenshots/${name}.png`, import.meta.url)), animations: 'disabled' })
}

test('the sign-in page on a wide window, by day', async ({ page, language }) => {
  // High enough for every way in.
  await page.setViewportSize({ ...desktop, height: 980 })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/sign-in')
  await expect(page.getByRole('button', { name: 'Enterprise' })).toBeVisible()
  await shoot(page, `sign-in-${language}`)
})

test('registering on a phone, at night', async ({ page, t, language }) => {
  await page.setViewportSize(phone)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/register')
  const { field } = steps(page, t)
  await field('fields.username').fill(language === 'en' ? 'linden' : '林间的小路')
  await expect(page.getByText(t('fields.usernameFree'))).toBeVisible()
  await field('fields.password').fill('copper lantern orbit')
  await expect(page.getByText(t('strength.4'))).toBeVisible()
  await field('fields.password').blur()
  await page.evaluate(() => scrollTo(0, 0))
  await shoot(page, `register-phone-${language}`)
})

test('the devices of an account', async ({ page, browser, t, person, language, locale, complaints }) => {
  await page.setViewportSize(desktop)
  await page.emulateMedia({ colorScheme: 'light' })
  await steps(page, t).register(person)
  const telephone = await browser.newContext({ locale: locale ?? 'en', userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1' })
  complaints.watch(telephone)
  const there = await telephone.newPage()
  await steps(there, t).signIn(person.username, person.password)
  await expect(there).toHaveURL(/\/account$/)
  await page.goto('/account/sessions')
  await expect(page.getByText('iPhone')).toBeVisible()
  await shoot(page, `devices-${language}`)
  await telephone.close()
})
