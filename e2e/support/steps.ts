import { expect, type Page } from '@playwright/test'
import { codeMailedTo } from './inbox.ts'
import type { Person } from './test.ts'
import type { wordsIn } from './words.ts'

type Words = ReturnType<typeof wordsIn>

/** What people do on these pages, in the order in which they do it. */
export function steps(page: Page, t: Words) {
  const field = (key: string, values?: Parameters<Words>[1]) => page.getByLabel(t(key, values), { exact: true })
  const button = (key: string) => page.getByRole('button', { name: t(key), exact: true })

  /** The first two steps of a registration; the third asks for name and password. */
  async function proveAddress({ email }: Person, codes = 1) {
    await page.goto('/register')
    await field('fields.email').fill(email)
    await button('code.send').click()
    await field('fields.emailCode').fill(await codeMailedTo(email, codes))
    await button('register.goOn').click()
  }

  return {
    field,
    button,

    proveAddress,

    async register(person: Person, codes = 1) {
      await proveAddress(person, codes)
      await field('fields.username').fill(person.username)
      await field('fields.password').fill(person.password)
      await page.getByRole('checkbox').check()
      await button('register.submit').click()
      await expect(page).toHaveURL(/\/account$/)
    },

    async signIn(identifier: string, password: string) {
      await page.goto('/sign-in')
      await field('fields.identifier').fill(identifier)
      await field('fields.password').fill(password)
      await button('signIn.submit').click()
    },

    /** For somebody who registered by a mailed code: the second mail is that of the reset. */
    async resetPassword(person: Person, newPassword: string) {
      await page.goto('/forgot-password')
      await field('fields.email').fill(person.email)
      await button('forgot.submitEmail').click()
      await field('fields.emailCode').fill(await codeMailedTo(person.email, 2))
      await field('fields.newPassword').fill(newPassword)
      await button('forgot.submit').click()
    },

    async signOut() {
      await button('account.signOut').click()
      await expect(page).toHaveURL(/\/sign-in/)
    },
  }
}
