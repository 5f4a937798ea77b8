import { places } from '../support/deployments.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

test('ten tabs that open at once stay signed in with one refresh on the wire, and signing out reaches all of them', async ({ page, context, t, person }) => {
  await steps(page, t).register(person)
  await page.goto('/account/sessions')
  await expect(page.getByText(t('sessions.current'), { exact: true })).toBeVisible()
  await page.close()

  const refreshes: string[] = []
  context.on('response', (response) => {
    if (response.url() === `${places.ports.apiUrl}/sessions/refresh` && response.request().method() === 'POST') refreshes.push(String(response.status()))
  })
  const tabs = await Promise.all(Array.from({ length: 10 }, () => context.newPage()))
  await Promise.all(tabs.map(tab => tab.goto('/account')))
  for (const tab of tabs) await expect(tab.getByRole('heading', { level: 1 })).toHaveText(t('profile.title'))
  expect(refreshes).toEqual(['200'])

  const [first, ...others] = tabs
  if (!first) throw new Error('no tab opened')
  await first.goto('/account/data')
  await steps(first, t).signOut()
  for (const tab of others) await expect(tab).toHaveURL(/\/sign-in/)
  for (const tab of others) await expect(tab.getByText(person.username)).toHaveCount(0)
  // To the account page as it was, which the browser may have kept.
  await first.goBack()
  await expect(first).toHaveURL(/\/sign-in/)
})

test('signing in in one tab signs in the other', async ({ page, context, t, person }) => {
  await steps(page, t).register(person)
  const other = await context.newPage()
  await other.goto('/account')
  await expect(other.getByRole('heading', { level: 1 })).toHaveText(t('profile.title'))
  await steps(page, t).signOut()
  await expect(other).toHaveURL(/\/sign-in/)
  await steps(page, t).signIn(person.username, person.password)
  await expect(page).toHaveURL(/\/account$/)
  await expect(other).toHaveURL(/\/account$/)
})

test('nothing that signs in is left in the browser\'s stores, nor anything at all after signing out', async ({ page, context, t, person }) => {
  const { register, signOut } = steps(page, t)
  await register(person)
  const kept = () => page.evaluate(async () => {
    const databases = await indexedDB.databases()
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases.map(({ name }) => name), location.href, document.cookie])
  })
  const refreshCookie = `gatehouse-${new URL(places.ports.apiUrl).port}-refresh`
  const cookies = await context.cookies(places.ports.apiUrl)
  const refresh = cookies.find(({ name }) => name === refreshCookie)
  // Safari keeps no Secure cookie of an address without TLS.
  expect(refresh).toMatchObject({ httpOnly: true, secure: false, sameSite: 'Strict', path: '/' })
  const stores = await kept()
  for (const secret of [refresh?.value ?? '?', 'eyJ', person.password, person.email]) expect(stores).not.toContain(secret)
  await signOut()
  // The page goes at once, the API is told meanwhile.
  await expect.poll(async () => (await context.cookies(places.ports.apiUrl)).filter(({ name }) => name === refreshCookie)).toEqual([])
  expect(await kept()).not.toContain(person.username)
})

test('signing out works without a network, at least here', async ({ page, context, t, person, complaints }) => {
  complaints.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/)
  await steps(page, t).register(person)
  await context.setOffline(true)
  await steps(page, t).button('account.signOut').click()
  await expect(page).toHaveURL(/\/sign-in/)
  await expect(page.getByText(person.username)).toHaveCount(0)
  await context.setOffline(false)
  await page.reload()
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in/)
})
