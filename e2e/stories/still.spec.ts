import type { Page } from '@playwright/test'
import { codeMailedTo } from '../support/inbox.ts'
import { go } from '../support/providers.ts'
import { steps } from '../support/steps.ts'
import { expect, newPerson, test } from '../support/test.ts'
import { patternOf } from '../support/words.ts'

/** Where everything is that somebody may be about to press or fill in: left, top, width and height in the document, in whole pixels. */
const places = (page: Page) => page.evaluate(() => [...document.querySelectorAll('main :is(input:not([hidden]), button, a)')].map((control) => {
  const { left, top, width, height } = control.getBoundingClientRect()
  const name = control.getAttribute('name') ?? control.getAttribute('type') ?? control.localName
  return [name, ...[left, top + scrollY, width, height].map(Math.round)].join(' ')
}))

/** Does something, waits until it shows, and says that nothing that was there has moved. */
async function expectStill(page: Page, what: () => Promise<unknown>, shows: () => Promise<unknown>) {
  const before = await places(page)
  await what()
  await shows()
  expect(await places(page)).toEqual(expect.arrayContaining(before))
}

/** Down to its button, or to another part, a step is on the first screen. */
async function expectOneScreen(page: Page, part = page.locator('main form button[type=submit]')) {
  const { height } = page.viewportSize() ?? { height: 0 }
  const box = await part.boundingBox()
  expect(await page.evaluate(() => scrollY)).toBe(0)
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
}

/** What comes later than the form: a picture of where everything is would be of too early a moment. */
const settled = (page: Page) => expect.poll(async () => {
  const before = await places(page)
  await page.waitForTimeout(100)
  return JSON.stringify(before) === JSON.stringify(await places(page))
}).toBe(true)

for (const [width, height] of [[360, 640], [1280, 800]] as const) {
  test.describe(`${width} × ${height} px`, () => {
    test.use({ viewport: { width, height } })

    test('on registration and reset nothing moves when a code is sent and when something is wrong', async ({ page, t, person, complaints }) => {
      complaints.allow(/Failed to load resource/)
      const { field, button } = steps(page, t)
      await page.clock.install()
      const fault = (key: string) => () => expect(page.getByText(patternOf(t(key, { field: '…', min: '…', max: '…' }))).first()).toBeVisible()
      const again = page.getByRole('button', { name: patternOf(t('code.sendAgainIn', { seconds: '…' })) })

      async function expectStillWhileSending() {
        await expect(again).toBeDisabled()
        await expectStill(page, () => page.clock.fastForward('01:05'), () => expect(button('code.sendAgain')).toBeEnabled())
        // The clock of the API did not move.
        await expectStill(page, () => button('code.sendAgain').click(), fault('problems.resend_too_soon'))
        await expectStill(page, () => button('register.goOn').or(button('forgot.submit')).click(), fault('fieldProblems.code_format'))
      }

      await page.goto('/register')
      await settled(page)
      await expectOneScreen(page)
      await expectStill(page, () => button('code.send').click(), fault('fieldProblems.required'))
      await field('fields.email').fill('nobody')
      await expectStill(page, () => field('fields.email').blur(), fault('fieldProblems.email_invalid'))
      await field('fields.email').fill(person.email)
      await button('code.send').click()
      await expect(field('fields.emailCode')).toBeFocused()
      await expectOneScreen(page)
      await expectStillWhileSending()

      await field('fields.emailCode').fill(await codeMailedTo(person.email))
      await button('register.goOn').click()
      await expect(field('fields.username')).toBeFocused()
      await expectOneScreen(page)
      await expectStill(page, () => button('register.submit').click(), fault('fieldProblems.not_accepted'))
      await field('fields.username').fill('admin')
      await expectStill(page, () => field('fields.username').blur(), fault('fieldProblems.username_reserved'))
      await expectStill(page, () => field('fields.username').fill(person.username), () => expect(page.getByText(t('fields.usernameFree'))).toBeVisible())
      await expectStill(page, () => field('fields.password').fill('ab'), async () => {
        await field('fields.password').blur()
        await fault('fieldProblems.too_short')()
      })
      await expectStill(page, () => field('fields.password').fill(person.password), () => expect(page.getByText(t('strength.4')).or(page.getByText(t('strength.3'), { exact: true }))).toBeVisible())
      // Refused while it is typed, in the words of the meter, and once more when it is sent.
      await expectStill(page, () => field('fields.password').fill('password1'), fault('fieldProblems.password_common'))
      await page.getByRole('checkbox').check()
      await expectStill(page, () => button('register.submit').click(), () => expect(field('fields.password')).toHaveAttribute('aria-invalid', 'true'))
      await field('fields.password').fill(person.password)
      await button('register.submit').click()
      await expect(page).toHaveURL(/\/account$/)
      await steps(page, t).signOut()

      await page.goto('/forgot-password')
      await settled(page)
      await expectOneScreen(page)
      await expectStill(page, () => button('forgot.submitEmail').click(), fault('fieldProblems.required'))
      await field('fields.email').fill(person.email)
      await button('forgot.submitEmail').click()
      await expect(field('fields.emailCode')).toBeFocused()
      // Two questions in one step: on a small phone the second one is further down.
      await expectOneScreen(page, field('fields.emailCode'))
      await expectStillWhileSending()
    })

    test('nothing moves when a sign-in is refused', async ({ page, t, person, complaints }) => {
      complaints.allow(/Failed to load resource/)
      const { field, button } = steps(page, t)
      await page.goto('/sign-in')
      await expect(page.getByRole('button', { name: 'GitHub' })).toBeVisible()
      await settled(page)
      await expectStill(page, () => button('signIn.submit').click(), () => expect(field('fields.identifier')).toHaveAttribute('aria-invalid', 'true'))
      await field('fields.identifier').fill(person.username)
      await field('fields.password').fill('wrong')
      await expectStill(page, () => button('signIn.submit').click(), () => expect(page.getByText(t('problems.credentials_invalid'))).toBeVisible())
    })

    test('nothing moves when something is wrong with a new account that is to be linked', async ({ page, t, complaints }) => {
      complaints.allow(/Failed to load resource|img-src|ERR_/)
      const { field, button } = steps(page, t)
      await page.goto('/sign-in')
      // Whom no story links there.
      await go(page, 'Gitee', 'mallory')
      await expect(page.getByText(t('fields.usernameFree'))).toBeVisible()
      await settled(page)
      await field('fields.username').fill('ab')
      await expectStill(page, () => field('fields.username').blur(), () => expect(field('fields.username')).toHaveAttribute('aria-invalid', 'true'))
      await expectStill(page, () => button('binding.submitNew').click(), () => expect(page.getByText(t('fieldProblems.not_accepted'))).toBeVisible())
    })

    test('where the code is asked for beside the address, getting it moves nothing', async ({ page, t, person }) => {
      const { register, field, button } = steps(page, t)
      await register(person)
      await page.goto('/account/security')
      await button('security.changeEmail').click()
      await field('security.newEmail').fill(newPerson().email)
      await settled(page)
      await expectStill(page, () => button('code.send').click(), () => expect(field('fields.emailCode')).toBeFocused())
    })
  })
}
