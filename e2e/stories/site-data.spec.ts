import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

test('a browser that keeps nothing of this site is told that cookies are what is missing', async ({ page, t, person, complaints }) => {
  const { register, signOut, signIn } = steps(page, t)
  await register(person)
  await signOut()

  complaints.allow(/./)
  await page.addInitScript(() => {
    const refused = () => { throw new DOMException('Access is denied for this document.', 'SecurityError') }
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: refused })
    Object.defineProperty(navigator, 'cookieEnabled', { value: false })
    const locks = { request: () => Promise.reject(new DOMException('', 'SecurityError')), query: () => Promise.reject(new DOMException('', 'SecurityError')) }
    Object.defineProperty(navigator, 'locks', { value: locks })
    Object.defineProperty(window, 'BroadcastChannel', { value: class { constructor() { refused() } } })
  })
  // As such a browser does: cookies are neither kept nor sent.
  await page.route(/\/sessions\/refresh$/, async (route) => {
    await page.context().clearCookies()
    await route.continue()
  })
  await signIn(person.username, person.password)
  await expect(page.getByText(t('unreachable.cookies'))).toBeVisible()
  await expect(page).toHaveURL(/\/sign-in/)
})

test('a page opened at another address than its own says where it is', async ({ page, t, complaints, baseURL }) => {
  complaints.allow(/./)
  const address = new URL('/sign-in', baseURL)
  address.hostname = '127.0.0.1'
  await page.goto(address.href)
  const { field, button } = steps(page, t)
  await field('fields.identifier').fill('somebody')
  await field('fields.password').fill('some password')
  await button('signIn.submit').click()
  await expect(page.getByText(t('unreachable.elsewhere'))).toBeVisible()
  await page.getByRole('alert').getByRole('link').click()
  await expect(page).toHaveURL(new URL('/', baseURL).href + 'sign-in')
})
