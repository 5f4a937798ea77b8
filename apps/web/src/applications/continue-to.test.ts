import { afterEach, expect, test, vi } from 'vitest'
import { ticket } from '../../test/binding-page.ts'
import { problem } from '../../test/fake-connection.ts'
import { fakeMemory } from '../../test/gatehouse.ts'
import { visit } from '../../test/visit.ts'

afterEach(() => { document.body.innerHTML = '' })

const next = 'next=/interaction/i1'
const logo = 'https://api.example.com/o/applications/c1/logo/1'
const application = { clientId: 'c1', name: 'Tea house', logoUrl: logo, homepageUrl: null }
const details = { prompt: 'login', application, destination: 'tea.example.com', scopes: [], accountId: null, freshSignIn: false, loginHint: null }
const asked = { 'GET /o/interactions/i1/details': () => ({ status: 200, data: details }) }
const says = (page: Awaited<ReturnType<typeof visit>>) => vi.waitFor(() => { expect(page.wrapper.text()).toContain('to continue to Tea house') }, 5000)

test.each(['sign-in', 'register', 'forgot-password'])('/%s says which program it leads to, with its picture', async (path) => {
  const page = await visit(`/${path}?${next}`, asked)
  await says(page)
  expect(page.wrapper.get('main img').attributes()).toMatchObject({ src: logo, alt: '', referrerpolicy: 'no-referrer' })
})

test('/oauth/binding says which program it leads to, once it knows who has come', async () => {
  const page = await visit('/oauth/binding', { ...ticket({ next: '/interaction/i1' }), ...asked })
  await says(page)
  expect(page.wrapper.get('h1 + div img').attributes()).toMatchObject({ src: logo, alt: '' })
})

test('the pages in between know the program, and ask for it once', async () => {
  const tabMemory = fakeMemory()
  const page = await visit(`/sign-in?${next}`, asked, { tabMemory })
  await says(page)
  await page.press('Create an account')
  await page.arrivesAt(`/register?${next}`)
  await says(page)
  await page.press('Sign in')
  await page.arrivesAt(`/sign-in?${next}`)
  await page.press('Forgot password?')
  await page.arrivesAt(`/forgot-password?${next}`)
  await says(page)
  expect(page.requests.filter(request => request.endsWith('/details'))).toHaveLength(1)
  // Nor does a reload ask again.
  const reloaded = await visit(`/sign-in?${next}`, {}, { tabMemory })
  await vi.waitFor(() => { expect(reloaded.wrapper.text()).toContain('Tea house') }, 5000)
})

test('a page that programs lead through tells the sign-in page of its own accord', async () => {
  const page = await visit('/interaction/i1', { ...asked, 'POST /sessions/refresh': () => ({ status: 204 }) })
  await page.arrivesAt(`/sign-in?${next}`)
  await says(page)
  expect(page.requests.filter(request => request.endsWith('/details'))).toHaveLength(1)
})

test('a picture of another site is not asked for', async () => {
  const page = await visit(`/sign-in?${next}`, {
    'GET /o/interactions/i1/details': () => ({ status: 200, data: { ...details, application: { ...application, logoUrl: 'https://elsewhere.example/logo.png' } } }),
  })
  await says(page)
  expect(page.wrapper.find('main img').exists()).toBe(false)
})

test.each([['over', problem('not_found', 404)], ['finished', problem('interaction_finished', 409)]])('an authorization that is %s shows no program, and is no fault', async (_why, answer) => {
  const page = await visit(`/sign-in?${next}`, { 'GET /o/interactions/i1/details': () => answer })
  await vi.waitFor(() => { expect(page.requests).toContain('GET /o/interactions/i1/details') }, 5000)
  expect(page.wrapper.text()).not.toContain('continue to')
  expect(page.alert()).toBe('')
})

test.each(['/account', '/interaction/a/b', '/interaction/'])('%s is no authorization', async (path) => {
  const { wrapper } = await visit(`/sign-in?next=${path}`, asked)
  // Below the heading there is the lead, and no line that waits for a name.
  expect(wrapper.get('h1').element.nextElementSibling?.tagName).toBe('P')
})
