import { createServer } from 'node:http'
import { places } from '../support/deployments.ts'
import { codeMailedTo } from '../support/inbox.ts'
import { steps } from '../support/steps.ts'
import { expect, newPerson, test } from '../support/test.ts'

/** A page of somebody else, on this machine and even of the same site. */
async function foreignPage() {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>foreign</title><link rel="icon" href="data:,"><h1>Foreign</h1>'))
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
  const address = server.address()
  return { url: `http://localhost:${typeof address === 'object' && address ? address.port : 0}/`, close: () => server.close() }
}

test('the browser lets no foreign page read from the API, use a session or plant one', async ({ page, context, t, person, complaints }) => {
  complaints.allow(/CORS policy|net::ERR_FAILED|Failed to load resource/)
  await steps(page, t).register(person)
  const foreign = await foreignPage()
  const evil = await context.newPage()
  await evil.goto(foreign.url)
  const tries = await evil.evaluate(async ({ apiUrl, password, username }) => {
    const attempt = (path: string, init: RequestInit) => fetch(apiUrl + path, { credentials: 'include', ...init }).then(async answer => `read ${answer.status}: ${await answer.text()}`, (error: unknown) => String(error))
    const json = { 'content-type': 'application/json' }
    return [
      await attempt('/users/me', {}),
      await attempt('/sessions/refresh', { method: 'POST', headers: json, body: '{}' }),
      await attempt('/sessions/current', { method: 'DELETE' }),
      await attempt('/users/authorizations', { method: 'POST', headers: json, body: JSON.stringify({ username, password }) }),
      // Needs no preflight, so it arrives: and is refused there.
      await attempt('/users/authorizations', { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ username, password }) }),
      await attempt('/sessions/refresh', { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{}' }),
    ]
  }, { apiUrl: places.ports.apiUrl, password: person.password, username: person.username })
  expect(tries.slice(0, 4)).toEqual(Array(4).fill('TypeError: Failed to fetch'))
  expect(tries.slice(4)).toEqual(Array(2).fill('read 0: '))
  foreign.close()

  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('profile.title'))
  await page.goto('/account/sessions')
  await expect(page.getByText(t('sessions.onlyThis'))).toBeVisible()
})

test('pages may not be put into a frame', async ({ page, complaints }) => {
  complaints.allow(/frame-ancestors|X-Frame-Options|refused to connect|Framing/i)
  const foreign = await foreignPage()
  await page.goto(foreign.url)
  await page.evaluate((url) => {
    const frame = document.createElement('iframe')
    frame.src = `${url}/sign-in`
    document.body.append(frame)
  }, places.ports.webUrl)
  await page.waitForTimeout(1000)
  expect(await page.frames()[1]?.locator('form').count().catch(() => 0) ?? 0).toBe(0)
  foreign.close()
})

test('under names of one domain, as in production, people register, reload, sign out and in', async ({ browser, t, locale, complaints }) => {
  const person = newPerson()
  const context = await browser.newContext({ baseURL: places.names.webUrl, locale: locale ?? 'en' })
  complaints.watch(context)
  const page = await context.newPage()
  const { register, signIn, signOut } = steps(page, t)
  await register(person)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('profile.title'))
  const cookies = await context.cookies(places.names.apiUrl)
  const ours = ['device', 'refresh', 'session'].map(name => ['api.gatehouse.localhost', `gatehouse-${new URL(places.names.apiUrl).port}-${name}`])
  expect(cookies.map(({ domain, name }) => [domain, name]).sort()).toEqual(ours)
  await signOut()
  await signIn(person.email, person.password)
  await expect(page).toHaveURL(`${places.names.webUrl}/account`)
  expect(await codeMailedTo(person.email)).toMatch(/^\d{6}$/)
  await context.close()
})

test.describe('where people go after signing in', () => {
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'https:evil.example', 'javascript:alert(1)', '/%09/evil.example', '%2F%2Fevil.example', '/account/%2e%2e//evil.example', '\t//evil.example', 'data:text/html,x']) {
    test(`is never ${next}`, { tag: '@phone' }, async ({ page, t, person }) => {
      const { register, signOut, field, button } = steps(page, t)
      await register(person)
      await signOut()
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
      await field('fields.identifier').fill(person.username)
      await field('fields.password').fill(person.password)
      await button('signIn.submit').click()
      await page.waitForURL(url => url.pathname !== '/sign-in')
      expect(new URL(page.url()).origin).toBe(places.ports.webUrl)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    })
  }

  test('is where they wanted to go', async ({ page, t, person }) => {
    const { register, signOut, field, button } = steps(page, t)
    await register(person)
    await signOut()
    await page.goto('/account/security?tab=1')
    await expect(page).toHaveURL(/\/sign-in\?next=/)
    await field('fields.identifier').fill(person.username)
    await field('fields.password').fill(person.password)
    await button('signIn.submit').click()
    await expect(page).toHaveURL(`${places.ports.webUrl}/account/security?tab=1`)
  })
})
