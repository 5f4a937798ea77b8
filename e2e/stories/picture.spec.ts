import { go } from '../support/providers.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

/** Where somebody has a picture, and as whom no other story signs in: each window has providers of its own. */
const providersOf = { 'en': ['Weibo', 'WeChat'], 'zh-CN': ['Google', 'Gitee'] } as const
const who = 'yu'

/** What stands for every picture of another site. */
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')

test('the profile picture is chosen from the linked accounts or left out, by keyboard and accessibly', async ({ page, t, person, language, expectAccessible }) => {
  const { register, field } = steps(page, t)
  const providers = providersOf[language]
  await page.route(url => url.protocol === 'https:', route => route.fulfill({ contentType: 'image/png', body: pixel }))
  await register(person)
  await expect(page.getByRole('group', { name: t('profile.picture') })).toHaveCount(0)
  for (const label of providers) {
    await page.goto('/account/security')
    await go(page, label, who)
    await expect(page).toHaveURL(/\/account\/security$/)
  }

  await page.goto('/account')
  const choices = page.getByRole('group', { name: t('profile.picture') })
  const [first, second] = providers.map(label => choices.getByRole('radio', { name: label }))
  const none = choices.getByRole('radio', { name: t('profile.pictureNone') })
  const pictureOf = (label: string) => choices.locator('label', { hasText: label }).locator('img').getAttribute('src')
  // The same picture at the head of the page, and in the header where there is room for it.
  const elsewhere = page.locator('img').and(page.locator(':not(fieldset img)'))
  const expectShown = async (picture: string | null) => {
    await expect.poll(async () => [...new Set(await elsewhere.evaluateAll(images => images.map(image => image.getAttribute('src'))))]).toEqual(picture === null ? [] : [picture])
  }
  if (!first || !second) throw new Error('there are two providers')
  await expect(choices.getByRole('radio')).toHaveCount(3)
  await expect(choices).toHaveAccessibleDescription(t('profile.pictureHelp'))
  await expect(first).toBeChecked()
  const pictures = await Promise.all(providers.map(pictureOf))
  expect(new Set(pictures).size).toBe(2)
  await expectShown(pictures[0] ?? '')
  await expectAccessible(page)

  // The group is one stop on the way through the page; arrows choose in it, and Enter saves.
  await field('profile.displayName').focus()
  await page.keyboard.press('Shift+Tab')
  await expect(first).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(second).toBeFocused()
  await expect(second).toBeChecked()
  await expect(choices.locator('label:has(input:checked)')).toHaveCSS('outline-style', 'solid')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page.getByText(t('account.saved'))).toBeVisible()
  await expectShown(pictures[1] ?? '')
  await page.reload()
  await expect(second).toBeChecked()
  await expectShown(pictures[1] ?? '')

  await second.focus()
  await page.keyboard.press('ArrowDown')
  await expect(none).toBeChecked()
  await page.keyboard.press('Enter')
  await expect(page.getByText(t('account.saved'))).toBeVisible()
  await expectShown(null)
  await page.reload()
  await expect(none).toBeChecked()
  await expectShown(null)
  await expectAccessible(page)
})
