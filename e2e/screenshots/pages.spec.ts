import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { apiOf } from '../support/api.ts'
import { places } from '../support/deployments.ts'
import { startProgram } from '../support/program.ts'
import { steps } from '../support/steps.ts'
import { createSuperuser } from '../support/superuser.ts'
import { expect, test } from '../support/test.ts'

const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

async function shoot(page: Page, name: string) {
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: fileURLToPath(new URL(`../../docs/screenshots/${name}.png`, import.meta.url)), animations: 'disabled' })
}

test('the sign-in page on a wide window, by day', async ({ page, language }) => {
  await page.setViewportSize({ ...desktop, height: 860 })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/sign-in')
  await expect(page.getByRole('button', { name: /More ways|更多登录方式/ })).toBeVisible()
  await shoot(page, `sign-in-${language}`)
})

test('registering on a phone, at night', async ({ page, t, person, language }) => {
  await page.setViewportSize(phone)
  await page.emulateMedia({ colorScheme: 'dark' })
  const { field, proveAddress } = steps(page, t)
  await proveAddress(person)
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

test('a program asks to sign somebody in', async ({ page, t, person, language }) => {
  await page.setViewportSize({ ...desktop, height: 960 })
  await page.emulateMedia({ colorScheme: 'light' })
  const linden = { ...person, username: language === 'en' ? 'linden-ashby' : '小满的书房' }
  await createSuperuser(linden, places.ports)
  const api = await apiOf(linden, places.ports)
  await api('PATCH', '/users/me', { displayName: language === 'en' ? 'Linden Ashby' : '林小满' })
  const program = await startProgram()
  const { clientId = '', clientSecret = '' } = await api('POST', '/o/applications', {
    name: language === 'en' ? 'The book shop' : '巷口书店', homepageUrl: 'https://books.example.com', clientType: 'confidential',
    grantTypes: ['authorization_code'], redirectUris: [program.callback],
  })
  await program.connect({ issuer: places.ports.apiUrl, clientId, clientSecret })
  await steps(page, t).signIn(linden.username, linden.password)
  await expect(page).toHaveURL(/\/account$/)
  await page.goto(`${program.address}/login`)
  await expect(page.getByRole('button', { name: t('consent.allow') })).toBeVisible()
  await shoot(page, `consent-${language}`)
  await program.close()
})

/** How often, on a day `index` of several: more from week to week, less at weekends. */
const busy = (index: number, most: number) => Math.round(most * (0.55 + 0.45 * index / 30) * ([1, 0.94, 0.97, 0.9, 0.85, 0.42, 0.38][index % 7] ?? 1))

test('the overview of the console', async ({ page, t, person, language }) => {
  await page.setViewportSize({ ...desktop, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
  await createSuperuser(person, places.ports)
  // What was started a minute ago has no past to show.
  await page.route(url => url.href.startsWith(`${places.ports.apiUrl}/admin/overview`), async (route) => {
    const answer = await route.fetch()
    const { signUps }: { signUps: { day: string }[] } = await answer.json()
    const perDay = (most: number) => signUps.map(({ day }, index) => ({ day, count: busy(index, most) }))
    await route.fulfill({ response: answer, json: {
      users: { total: 12_480, disabled: 17, superusers: 3 }, applications: 14, activeSessions: 3906, jobs: { pending: 2, dead: 0 },
      signUps: perDay(64), signIns: [{ method: 'password', days: perDay(820) }, { method: 'wechat', days: perDay(430) }, { method: 'github', days: perDay(170) }], failures: perDay(38),
    } })
  })
  await steps(page, t).signIn(person.username, person.password)
  await expect(page).toHaveURL(/\/account$/)
  await page.goto('/admin')
  await expect(page.getByText(t('overview.utc'))).toBeVisible()
  await shoot(page, `console-${language}`)
})
