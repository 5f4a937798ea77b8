import type { Page } from '@playwright/test'
import { places } from '../support/deployments.ts'
import { startProgram } from '../support/program.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

const { apiUrl, webUrl } = places.ports

/** What the page shows beside a name. */
const setting = (page: Page, name: string) => page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) }).locator('dd').first()

test('a newcomer registers an application, copies its settings, and signs in to it', async ({ page, t, person, expectAccessible }) => {
  const { register, field, button } = steps(page, t)
  const program = await startProgram()
  try {
    await register(person)
    await page.goto('/account/applications')
    await expectAccessible(page)
    await button('applications.register').click()
    await expect(page).toHaveURL(/\/account\/applications\/new$/)
    await expectAccessible(page)
    await field('applications.name').fill('The book shop')
    await page.getByRole('radio', { name: t('applications.kinds.web.name') }).check()
    await field('applications.row', { entry: t('applications.redirectUri'), number: 1 }).fill(program.callback)
    await button('applications.registerNow').click()

    const clientSecret = await page.getByRole('status').locator('code').innerText()
    const clientId = await setting(page, t('applications.clientId')).innerText()
    await expectAccessible(page)
    expect(await setting(page, t('applications.issuer')).innerText()).toBe(apiUrl)
    await program.connect({ issuer: apiUrl, clientId, clientSecret })
    // It was shown once.
    await page.reload()
    await expect(page.getByText(clientSecret)).toHaveCount(0)
    const addresses = page.getByRole('group', { name: t('applications.postLogoutUris') })
    await addresses.getByRole('textbox').fill(`${program.address}/`)
    await button('account.save').first().click()
    await expect(page.getByText(t('account.saved'))).toBeVisible()

    await page.goto(`${program.address}/login`)
    await expect(page).toHaveURL(/\/interaction\//)
    await expect(page.getByText('The book shop').first()).toBeVisible()
    await expectAccessible(page)
    await button('consent.allow').click()
    await expect(page).toHaveURL(`${program.address}/`)
    const shown = page.locator('pre')
    await expect(shown).toContainText(`"preferred_username":"${person.username}"`)
    await expect(shown).toContainText(`"email":"${person.email}"`)

    // The second time nobody is asked anything.
    await page.goto(`${program.address}/login`)
    await expect(shown).toContainText(person.username)

    await page.goto(`${webUrl}/account/connected`)
    await expect(page.getByText('The book shop')).toBeVisible()
    await expectAccessible(page)

    // Signing out there is signing out here: it has proved whom it means.
    await page.goto(`${program.address}/logout`)
    await expect(page).toHaveURL(`${program.address}/`)
    await page.goto(`${webUrl}/account`)
    await expect(page).toHaveURL(/\/sign-in/)

    // Whoever is not signed in does that on the way.
    await page.goto(`${program.address}/login`)
    await expect(page).toHaveURL(/\/sign-in\?next=/)
    await field('fields.identifier').fill(person.username)
    await field('fields.password').fill(person.password)
    await button('signIn.submit').click()
    await expect(page).toHaveURL(`${program.address}/`)
    await expect(shown).toContainText(person.username)

    // And what was allowed is taken back.
    await page.goto(`${webUrl}/account/connected`)
    await page.getByRole('button', { name: t('connected.removeThis', { application: 'The book shop' }) }).click()
    await page.getByRole('dialog').getByRole('button', { name: t('connected.remove') }).click()
    await expect(page.getByText(t('connected.noneTitle'))).toBeVisible()
    await page.goto(`${program.address}/login`)
    await expect(page).toHaveURL(/\/interaction\//)
    await button('interaction.cancel').click()
    await expect(page.locator('pre')).toHaveText('refused: access_denied')
  } finally {
    await program.close()
  }
})

test('a program that asks in the wrong way gets nobody sent to it: the page says whose mistake it is', async ({ page, t, expectAccessible }) => {
  const answer = await page.goto(`${apiUrl}/o/authorize?client_id=nobody&response_type=code&redirect_uri=${encodeURIComponent('https://evil.example/')}`)
  expect(answer?.status()).toBe(400)
  await expect(page).toHaveURL(url => url.origin === webUrl && url.pathname === '/oauth/error')
  await expect(page.getByText(t('authorizationError.invalid_client'))).toBeVisible()
  await expectAccessible(page)
})

test('a television is let in with a code, by somebody who is signed in on a phone', async ({ page, t, person, expectAccessible }) => {
  const { register, field, button } = steps(page, t)
  await register(person)
  await page.goto('/account/applications/new')
  await field('applications.name').fill('The TV')
  await page.getByRole('radio', { name: t('applications.kinds.device.name') }).check()
  await button('applications.registerNow').click()
  await expect(page).toHaveURL(/\/account\/applications\/[0-9a-f]{32}$/)
  const clientId = await setting(page, t('applications.clientId')).innerText()
  const post = async (path: string, body: Record<string, string>) => {
    const answer = await fetch(apiUrl + path, { method: 'POST', body: new URLSearchParams({ client_id: clientId, ...body }) })
    const read: Record<string, string> = JSON.parse(await answer.text())
    return read
  }
  const waiting = await post('/o/device_authorization', { scope: 'openid profile' })
  await page.goto(waiting['verification_uri'] ?? '')
  await expect(page).toHaveURL(`${webUrl}/device`)
  await expectAccessible(page)
  await field('device.code').fill(waiting['user_code']?.toLowerCase() ?? '')
  await button('device.submit').click()
  await expect(page.getByText('The TV').first()).toBeVisible()
  await expectAccessible(page)
  await button('device.allow').click()
  await expect(page.getByRole('heading', { name: t('device.allowedTitle') })).toBeVisible()
  const tokens = await post('/o/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: waiting['device_code'] ?? '' })
  const whose = await fetch(`${apiUrl}/o/userinfo`, { headers: { authorization: `Bearer ${tokens['access_token'] ?? ''}` } })
  expect(await whose.json()).toMatchObject({ preferred_username: person.username })
})
