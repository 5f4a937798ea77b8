import { go } from '../support/providers.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'
import { patternOf, type Language } from '../support/words.ts'

/** Whom no other story signs in as at Google, Gitee and Weibo, with an address that these have proved. */
const personOf = (language: Language) => language === 'en' ? 'max' : 'mallory'

test('whoever comes from a trusted provider has an account with one click and the accepted terms', async ({ page, t, language, complaints, expectAccessible }) => {
  complaints.allow(/Failed to load resource|img-src|ERR_/)
  const who = personOf(language)
  const { field, button, signOut } = steps(page, t)
  await page.goto('/sign-in?next=/account/security')
  await go(page, 'Google', who)
  await expect(page).toHaveURL(/\/oauth\/binding$/)
  await expect(field('fields.email')).toHaveValue(`${who}@example.com`)
  await expect(field('fields.username')).not.toHaveValue('')
  await expect(field('binding.displayName')).not.toHaveValue('')
  await expect(page.getByText(patternOf(t('binding.emailProven', { provider: '…' })))).toBeVisible()
  await expect(button('code.send')).toHaveCount(0)
  await expectAccessible(page)
  await page.getByRole('checkbox').last().check()
  await button('binding.submitNew').click()
  await expect(page).toHaveURL(/\/account\/security$/)
  await signOut()
  await page.goto('/sign-in')
  await go(page, 'Google', who)
  await expect(page).toHaveURL(/\/account$/)
})

test('whoever goes back has nothing waiting any more, and goes where they wanted by another way', async ({ page, t, person, language, complaints }) => {
  complaints.allow(/Failed to load resource|img-src|ERR_/)
  const { register, signOut, field, button } = steps(page, t)
  await register(person)
  await signOut()
  await page.goto('/sign-in?next=/account/data')
  await go(page, 'Gitee', personOf(language))
  await expect(page).toHaveURL(/\/oauth\/binding$/)
  await button('thirdParty.toSignIn').click()
  await expect(page).toHaveURL(/\/sign-in\?next=\/account\/data$/)
  await field('fields.identifier').fill(person.username)
  await field('fields.password').fill(person.password)
  await button('signIn.submit').click()
  await expect(page).toHaveURL(/\/account\/data$/)
  for (const address of ['/oauth/binding', '/oauth/callback/gitee', '/oauth/callback/weibo']) {
    await page.goto(address)
    await expect(page.getByText(t('binding.submitNew'))).toHaveCount(0)
  }
  await page.goto('/oauth/binding')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('binding.overTitle'))
})

test('a tab that shows one person links nobody who came in another tab meanwhile, and leads back to its own', async ({ page, context, t, language, complaints }) => {
  complaints.allow(/Failed to load resource|img-src|ERR_/)
  const who = personOf(language)
  const { field, button } = steps(page, t)
  await page.goto('/sign-in')
  await go(page, 'Gitee', who)
  await field('binding.displayName').fill('Linden')

  const other = await context.newPage()
  await other.goto('/sign-in')
  await go(other, 'Weibo', who)
  await expect(steps(other, t).button('binding.submitNew')).toBeVisible()

  await page.getByRole('checkbox').last().check()
  await button('binding.submitNew').click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('binding.overTitle'))
  await expect(page).toHaveURL(/\/oauth\/binding$/)
  await page.getByRole('button', { name: t('binding.signInAgain', { provider: language === 'en' ? 'Gitee' : '\u2009Gitee\u2009' }) }).click()
  await page.locator(`a[href*="simulator_person=${who}"]`).first().click()
  await expect(page).toHaveURL(/\/oauth\/binding$/)
  // What was typed of this person is still there.
  await expect(field('binding.displayName')).toHaveValue('Linden')
})
