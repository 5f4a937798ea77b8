import { codeMailedTo } from '../support/inbox.ts'
import { go } from '../support/providers.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'
import { patternOf, type Language } from '../support/words.ts'

/** Whom no other story signs in as at Feishu, QQ, DingTalk and OpenID, in either window: an identity belongs to one account. */
const personOf = (language: Language) => language === 'en' ? 'yu' : 'max'

test('a provider is linked from the account, and then signs in', async ({ page, t, person, language, complaints, expectAccessible }) => {
  complaints.allow(/Failed to load resource|ERR_/)
  const { register, signOut } = steps(page, t)
  const name = language === 'en' ? 'Feishu' : '飞书'
  await register(person)
  await page.goto('/account/security')
  await go(page, 'Feishu', personOf(language))
  await expect(page).toHaveURL(/\/account\/security$/)
  await expect(page.getByText(patternOf(t('linked.linked', { provider: '…' })))).toBeVisible()
  await expectAccessible(page)
  await signOut()
  await go(page, 'Feishu', personOf(language))
  await expect(page).toHaveURL(/\/account$/)
  await page.goto('/account/sessions')
  await expect(page.getByText(name).first()).toBeVisible()
  await signOut()
  // It says so in the place that the operator gave it, and is not behind the button for more.
  const ways = page.locator('section').getByRole('listitem')
  await expect(ways.filter({ hasText: t('providers.last') })).toContainText(name)
  await expect(ways.first()).toHaveText('QQ')
})

test('after a reset the page names what can still sign in, and removes it', async ({ page, t, person, language, complaints, expectAccessible }) => {
  complaints.allow(/Failed to load resource|ERR_/)
  const { register, resetPassword, signOut } = steps(page, t)
  await register(person)
  await page.goto('/account/security')
  await go(page, 'QQ', personOf(language))
  await expect(page).toHaveURL(/\/account\/security$/)
  await signOut()

  await resetPassword(person, 'quiet marble harbour')
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(t('forgot.linkedHeading'))
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await expectAccessible(page)

  // By keyboard: to the only button of the list.
  const unlink = page.getByRole('button', { name: patternOf(t('linked.unlinkThis', { provider: '…' })) })
  await unlink.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: patternOf(t('linked.unlinked', { provider: '…' })) })).toBeFocused()
  await expect(page.getByRole('listitem').filter({ hasText: 'QQ' })).toHaveCount(0)
  await page.getByRole('link', { name: t('forgot.goOn') }).click()
  await expect(page).toHaveURL(/\/account$/)
})

test('the only way in stays: a password has to be set first', async ({ page, t, person, language, complaints, expectAccessible }) => {
  complaints.allow(/Failed to load resource|ERR_/)
  const { field, button } = steps(page, t)
  await page.goto('/sign-in')
  await go(page, 'DingTalk', personOf(language))
  await field('fields.username').fill(person.username)
  await field('fields.email').fill(person.email)
  await button('code.send').click()
  await field('fields.emailCode').fill(await codeMailedTo(person.email))
  await page.getByRole('checkbox').last().check()
  await button('binding.submitNew').click()
  await expect(page).toHaveURL(/\/account$/)
  await page.goto('/account/security')
  await page.getByRole('button', { name: patternOf(t('linked.unlinkThis', { provider: '…' })) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: t('linked.unlink'), exact: true }).click()
  await expect(dialog.getByText(t('problems.last_sign_in_method'))).toBeVisible()
  await expectAccessible(page)
})

test('coming back twice is harmless, and nothing of it stays in the address', async ({ page, t, language, complaints }) => {
  complaints.allow(/Failed to load resource|ERR_/)
  const addresses: string[] = []
  page.on('request', request => request.isNavigationRequest() && addresses.push(request.url()))
  await page.goto('/sign-in')
  await go(page, 'OpenID', personOf(language))
  await expect(page).toHaveURL(/\/oauth\/binding$/)
  const callback = addresses.find(address => address.includes('/oauth/callback/oidc?')) ?? ''
  for (const again of [callback, '/oauth/callback/oidc']) {
    await page.goto(again)
    await expect(page).toHaveURL(/\/oauth\/binding$/)
  }
  await page.context().clearCookies()
  await page.goto('/oauth/callback/oidc?state=made-up&code=made-up')
  await expect(page.getByText(t('problems.state_invalid'))).toBeVisible()
  expect(page.url()).toMatch(/\/oauth\/callback\/oidc$/)
})
