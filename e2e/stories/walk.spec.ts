import type { Page } from '@playwright/test'
import { places } from '../support/deployments.ts'
import { go } from '../support/providers.ts'
import { steps } from '../support/steps.ts'
import { createSuperuser } from '../support/superuser.ts'
import { expect, test } from '../support/test.ts'
import config from '../playwright.config.ts'

// Scroll bars that take room, as on most desks; they are hidden from tests otherwise.
test.use({ launchOptions: { ...config.use?.launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] } })

const forAll = ['/no-such-page', '/oauth/error?error=invalid_request', '/signed-out', '/sign-out', '/oauth/binding', '/interaction/made-up']
const front = ['/sign-in', '/register', '/forgot-password', '/oauth/callback/github?state=made-up&code=made-up', ...forAll]
const account = ['/account', '/account/security', '/account/sessions', '/account/connected', '/account/data', '/account/applications', '/account/applications/new']
const console = ['/admin', '/admin/users', '/admin/groups', '/admin/applications', '/admin/audit', '/admin/jobs']

/** Goes to an address within the page, as links do: what other pages have loaded stays. */
async function walk(page: Page, path: string) {
  await page.evaluate((to) => {
    const kept: { current?: string } = history.state
    history.pushState({ ...kept, back: kept.current, current: to, position: history.length }, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
  }, path)
  await expect.poll(() => page.evaluate(() => location.pathname)).toBe(path.split('?')[0])
  await expect(page.locator('h1')).toBeVisible()
}

/** Where the parts of a shell are: left, top and width, and for those that do not grow with what they hold, the height. */
const geometry = (page: Page) => page.evaluate(() => {
  const box = (selector: string, ...sides: ('left' | 'top' | 'width' | 'height')[]) => {
    const rectangle = document.querySelector(selector)?.getBoundingClientRect()
    return rectangle && sides.map(side => Math.round(rectangle[side] * 10) / 10)
  }
  return {
    drawing: box('.front-sky', 'left', 'top', 'width', 'height'),
    mark: box('header svg', 'left', 'top', 'width', 'height'),
    header: box('header > :first-child', 'left', 'top', 'height'),
    navigation: box('nav', 'left', 'width'),
    main: box('main', 'left', 'width'),
    title: box('h1', 'left'),
  }
})

/** What is white in the header goes from edge to edge, beside nothing but a scroll bar. */
const expectWholeHeader = (page: Page) => expect.poll(() => page.evaluate(() => {
  const { left = -1, right = -1 } = document.querySelector('header')?.getBoundingClientRect() ?? {}
  const { scrollHeight, clientHeight, clientWidth, scrollWidth } = document.documentElement
  // Read at one moment: a list that comes brings the scroll bar along.
  const room = scrollHeight > clientHeight ? clientWidth : innerWidth
  return { left, missing: room - right, beyond: scrollWidth - room }
}), page.url()).toEqual({ left: 0, missing: 0, beyond: 0 })

for (const width of [360, 960, 1440]) {
  test(`shells and headers stay where they are on the way between all areas, ${width} px wide`, { tag: '@desktop' }, async ({ page, t, person, complaints }) => {
    complaints.allow(/Failed to load resource|img-src|ERR_/)
    // High enough for some pages and too low for others, so that scroll bars come and go; a phone's lie on top.
    await page.setViewportSize({ width, height: 900 })
    if (width === 360) await page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => document.documentElement.style.setProperty('scrollbar-width', 'none')))
    await createSuperuser(person, places.ports)

    await page.goto('/sign-in')
    await expect(page.locator('h1')).toBeVisible()
    const outside = await geometry(page)
    await steps(page, t).signIn(person.username, person.password)
    await expect(page).toHaveURL(/\/account$/)
    await expect(page.locator('main h1')).toBeVisible()
    const inside = await geometry(page)

    // From each area to each other, twice, so that whatever one brings has come before every other.
    for (let round = 0; round < 2; round++) {
      for (const path of [...account, ...console]) {
        await walk(page, path)
        await expect.poll(() => geometry(page), path).toEqual(inside)
        await expectWholeHeader(page)
      }
      for (const path of [...forAll, '/device']) {
        await walk(page, path)
        await expect.poll(() => geometry(page), path).toEqual(outside)
      }
    }
    await walk(page, '/account')
    await steps(page, t).signOut()
    for (const path of front) {
      await walk(page, path)
      await expect.poll(() => geometry(page), path).toEqual(outside)
    }

    // Somebody whom no story links comes back from a provider, goes back, and signs in after all.
    await page.goto('/sign-in?next=/admin')
    await go(page, 'Gitee', 'mallory')
    await expect(page).toHaveURL(/\/oauth\/binding$/)
    await expect.poll(() => geometry(page), 'binding').toEqual(outside)
    await steps(page, t).button('thirdParty.toSignIn').click()
    await expect(page).toHaveURL(/\/sign-in\?/)
    await expect.poll(() => geometry(page), 'back from binding').toEqual(outside)
    await steps(page, t).field('fields.identifier').fill(person.username)
    await steps(page, t).field('fields.password').fill(person.password)
    await steps(page, t).button('signIn.submit').click()
    await expect(page).toHaveURL(/\/admin$/)
    await expect.poll(() => geometry(page), 'console').toEqual(inside)
  })
}
