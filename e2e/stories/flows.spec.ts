import { readFileSync } from 'node:fs'
import type { BrowserContext, Locator, Page } from '@playwright/test'
import { codeMailedTo } from '../support/inbox.ts'
import { atSimulator, go } from '../support/providers.ts'
import { steps } from '../support/steps.ts'
import { expect, newPerson, test, type Person } from '../support/test.ts'

declare global {
  interface Window { heard: (what: string, url: string) => Promise<void> }
}

/** Keys and clicks as the browser hears them on our pages. */
interface Count { characters: number, otherKeys: number, clicks: number }

/** Whom no other story signs in as at GitHub, which is one of the first four ways; the address is not proved. */
const who = 'yu'

/** What `docs/flows.md` says of a way. */
function documented(way: string): Count {
  const row = readFileSync(new URL('../../docs/flows.md', import.meta.url), 'utf8').split('\n').find(line => line.startsWith(`| ${way} |`))
  const [characters, otherKeys, clicks] = row?.split('|').slice(4, 7).map(Number) ?? []
  if (characters === undefined || otherKeys === undefined || clicks === undefined) throw new Error(`docs/flows.md does not know the way: ${way}`)
  return { characters, otherKeys, clicks }
}

/** Begins to count; the answer says what was counted so far, and forgets it. */
async function counting(context: BrowserContext) {
  let count: Count = { characters: 0, otherKeys: 0, clicks: 0 }
  await context.exposeBinding('heard', (_source, what: keyof Count, url: string) => {
    if (!atSimulator.test(url)) count[what]++
  })
  await context.addInitScript(() => {
    const tell = (what: string) => window.heard(what, location.href)
    addEventListener('keydown', ({ key, isTrusted }) => isTrusted && tell([...key].length === 1 && key !== ' ' ? 'characters' : 'otherKeys'), true)
    addEventListener('pointerdown', ({ isTrusted }) => isTrusted && tell('clicks'), true)
  })
  return () => {
    const counted = count
    count = { characters: 0, otherKeys: 0, clicks: 0 }
    return counted
  }
}

/** Somebody whose name, address and password are as long as in the documents; a password without blanks, which would be other keys. */
function person(): Person {
  const username = newPerson().username.slice(-8).replace(/^\d/, 'p')
  return { username, email: `${username}@example.com`, password: 'copper-lantern-orbit' }
}

const type = (page: Page, text: string) => page.keyboard.type(text)
const press = (page: Page, ...keys: string[]) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
const focused = (field: Locator) => expect(field).toBeFocused()

test('every way in takes as many keys and clicks as docs/flows.md says', { tag: '@desktop' }, async ({ page, context, t, complaints }) => {
  complaints.allow(/Failed to load resource|img-src|ERR_/)
  const { field, button, signOut } = steps(page, t)
  const counted = await counting(context)
  const somebody = person()
  const signedIn = () => expect(page).toHaveURL(/\/account$/)
  const leave = async () => {
    await signOut()
    counted()
  }

  await test.step('register', async () => {
    await page.goto('/register')
    await field('fields.email').click()
    await type(page, somebody.email)
    await press(page, 'Enter')
    await focused(field('fields.emailCode'))
    await type(page, await codeMailedTo(somebody.email))
    await press(page, 'Enter')
    await focused(field('fields.username'))
    await type(page, somebody.username)
    await press(page, 'Tab')
    await type(page, somebody.password)
    // Past the button that shows the password.
    await press(page, 'Tab', 'Tab', 'Space', 'Enter')
    await signedIn()
    expect(counted()).toEqual(documented('register'))
    await leave()
  })

  await test.step('sign in with a password', async () => {
    await page.goto('/sign-in')
    await field('fields.identifier').click()
    await type(page, somebody.username)
    await press(page, 'Tab')
    await type(page, somebody.password)
    await press(page, 'Enter')
    await signedIn()
    expect(counted()).toEqual(documented('sign in with a password'))
    await leave()
  })

  await test.step('reset the password', async () => {
    await page.goto('/sign-in')
    await page.getByRole('link', { name: t('signIn.forgot') }).click()
    await field('fields.email').click()
    await type(page, somebody.email)
    await press(page, 'Enter')
    await focused(field('fields.emailCode'))
    await type(page, await codeMailedTo(somebody.email, 2))
    await press(page, 'Tab')
    await type(page, somebody.password.split('-').reverse().join('-'))
    await press(page, 'Enter')
    await page.getByRole('link', { name: t('forgot.goOn') }).click()
    await signedIn()
    expect(counted()).toEqual(documented('reset the password'))
    await leave()
  })

  await test.step('third party, the first time', async () => {
    await page.goto('/sign-in')
    await go(page, 'GitHub', who)
    await expect(page).toHaveURL(/\/oauth\/binding$/)
    await button('code.send').click()
    await focused(field('fields.emailCode'))
    await type(page, await codeMailedTo(await field('fields.email').inputValue()))
    await page.getByRole('checkbox').last().click()
    await button('binding.submitNew').click()
    await signedIn()
    expect(counted()).toEqual(documented('third party, the first time'))
    await leave()
  })

  await test.step('third party, again', async () => {
    await page.goto('/sign-in')
    await go(page, 'GitHub', who)
    await signedIn()
    expect(counted()).toEqual(documented('third party, again'))
  })
})
