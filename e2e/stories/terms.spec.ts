import type { Page } from '@playwright/test'
import { apiOf } from '../support/api.ts'
import { startProgram } from '../support/program.ts'
import { choosePorts, startDeployment } from '../support/second-deployment.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

/** Versions of the two documents, as an operator sets them. */
const versions = (terms: string, privacy: string) => ({ TERMS_VERSION: terms, PRIVACY_VERSION: privacy })

/** The pages that somebody sees, one after another, without the origin and what is asked. */
function pagesSeen(page: Page) {
  const seen: string[] = []
  page.on('framenavigated', frame => frame === page.mainFrame() && seen.push(new URL(frame.url()).pathname))
  return seen
}

const named = (page: Page, name: string) => page.locator('main').getByRole('link', { name, exact: true })

test('terms that have changed are asked for once, between the sign-in and where somebody wanted to go', async ({ browser, t, person, locale, colorScheme, complaints, expectAccessible }) => {
  complaints.allow(/Failed to load resource|ERR_/)
  const where = await choosePorts()
  const deployment = await startDeployment(where, [], versions('1', '1'))
  const context = await browser.newContext({ baseURL: where.webUrl, ...(locale && { locale }), ...(colorScheme && { colorScheme }) })
  complaints.watch(context)
  try {
    const page = await context.newPage()
    const { register, field, button, signOut } = steps(page, t)
    const signInFor = async (path: string) => {
      await page.goto(path)
      await expect(page).toHaveURL(url => url.pathname === '/sign-in' && url.searchParams.get('next') === path)
      await field('fields.identifier').fill(person.username)
      await field('fields.password').fill(person.password)
      await button('signIn.submit').click()
    }
    await register(person)
    await signOut()

    await deployment.restart(versions('2', '1'))
    await signInFor('/account/sessions?from=mail#newest')
    await expect(page).toHaveURL(url => url.pathname === '/terms/accept')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('documents.acceptTitle'))
    await expect(page.getByText(t('documents.version', { version: '2' }))).toBeVisible()
    // Only what has changed is asked for.
    await expect(named(page, t('documents.termsNamed'))).toHaveAttribute('href', /\/terms$/)
    await expect(named(page, t('documents.privacyNamed'))).toHaveCount(0)
    await expectAccessible(page)
    // No other page of the account goes past it.
    await page.goto('/account/security')
    await expect(page).toHaveURL(url => url.pathname === '/terms/accept')
    await page.goBack()
    await expect(page).toHaveURL(url => url.searchParams.get('next') === '/account/sessions?from=mail#newest')
    await button('documents.accept').click()
    await expect(page).toHaveURL(`${where.webUrl}/account/sessions?from=mail#newest`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('sessions.title'))

    await page.goto('/account')
    await signOut()
    const seen = pagesSeen(page)
    await signInFor('/account/data')
    await expect(page).toHaveURL(/\/account\/data$/)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('data.title'))
    expect(seen).not.toContain('/terms/accept')

    // Whoever is signed in when they change is asked, too; whoever declines is signed out, and is asked again.
    await deployment.restart(versions('3', '2'))
    await page.goto('/account/data')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('data.title'))
    await page.goto('/account')
    await expect(page).toHaveURL(url => url.pathname === '/terms/accept')
    for (const document of ['documents.termsNamed', 'documents.privacyNamed']) await expect(named(page, t(document))).toBeVisible()
    await button('documents.signOut').click()
    await expect(page).toHaveURL(/\/sign-in/)
    await signInFor('/account')
    await expect(page).toHaveURL(url => url.pathname === '/terms/accept')
  } finally {
    await context.close()
    await deployment.close()
  }
})

test('who signs in for a program is asked for changed terms on the way, and the program gets them afterwards', async ({ browser, t, person, locale, colorScheme, complaints }) => {
  complaints.allow(/Failed to load resource|ERR_/)
  const where = await choosePorts()
  const deployment = await startDeployment(where, [], versions('1', '1'))
  const program = await startProgram()
  const context = await browser.newContext({ baseURL: where.webUrl, ...(locale && { locale }), ...(colorScheme && { colorScheme }) })
  complaints.watch(context)
  try {
    const page = await context.newPage()
    const seen = pagesSeen(page)
    const { register, field, button, signOut } = steps(page, t)
    const shown = page.locator('pre')
    const asked = () => seen.filter(path => path === '/terms/accept').length
    await register(person)
    const api = await apiOf(person, where)
    const application = await api('POST', '/o/applications', {
      name: 'The book shop', clientType: 'confidential', grantTypes: ['authorization_code'], redirectUris: [program.callback],
    })
    await program.connect({ issuer: where.apiUrl, clientId: application['clientId'] ?? '', clientSecret: application['clientSecret'] ?? '', scope: 'openid profile' })
    await signOut()

    await deployment.restart(versions('2', '1'))
    const signIn = async () => {
      await page.goto(`${program.address}/login`)
      await expect(page).toHaveURL(url => url.pathname === '/sign-in' && /^\/interaction\//.test(url.searchParams.get('next') ?? ''))
      await field('fields.identifier').fill(person.username)
      await field('fields.password').fill(person.password)
      await button('signIn.submit').click()
    }
    await signIn()
    await expect(page).toHaveURL(url => url.pathname === '/terms/accept' && /^\/interaction\//.test(url.searchParams.get('next') ?? ''))
    await button('documents.accept').click()
    await expect(page).toHaveURL(/\/interaction\//)
    await button('consent.allow').click()
    await expect(page).toHaveURL(`${program.address}/`)
    await expect(shown).toContainText(`"preferred_username":"${person.username}"`)
    expect(asked()).toBe(1)

    // Neither the next visit asks, nor the next sign-in.
    await page.goto(`${program.address}/login`)
    await expect(shown).toContainText(person.username)
    await page.goto('/account')
    await signOut()
    await signIn()
    await expect(page).toHaveURL(`${program.address}/`)
    await expect(shown).toContainText(person.username)
    expect(asked()).toBe(1)

    // Whoever is signed in already is asked before the program gets its code.
    await deployment.restart(versions('2', '2'))
    await page.goto(`${program.address}/login`)
    await expect(page).toHaveURL(url => url.pathname === '/terms/accept')
    await expect(named(page, t('documents.privacyNamed'))).toBeVisible()
    await button('documents.accept').click()
    await expect(page).toHaveURL(`${program.address}/`)
    await expect(shown).toContainText(person.username)
    expect(asked()).toBe(2)
  } finally {
    await context.close()
    await program.close()
    await deployment.close()
  }
})
