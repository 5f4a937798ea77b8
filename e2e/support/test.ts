import { AxeBuilder } from '@axe-core/playwright'
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test'
import { wordsIn, type Language } from './words.ts'

interface Fixtures {
  language: Language
  /** What the page says for a key, in the language of this run. */
  t: ReturnType<typeof wordsIn>
  /** A name and an address nobody has used. */
  person: Person
  /** Looks at a page with axe: WCAG 2.2, A and AA. */
  expectAccessible: (page: Page) => Promise<void>
  /** Fails the story for whatever the browser complains about; what a story provokes it has to name. */
  complaints: { allow: (pattern: RegExp) => void, watch: (context: BrowserContext) => void }
}

export interface Person { username: string, email: string, password: string }

export const newPerson = (): Person => {
  const name = `p${Date.now().toString(36)}${Math.random().toString(36).slice(2, 7)}`
  return { username: name, email: `${name}@example.com`, password: 'copper lantern orbit' }
}

/** What is still fading in, or faded while it is loaded anew, has less contrast than it will have. */
async function atRest(page: Page) {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}

/** The browser's own note of an answer that the page has dealt with. */
const answered = /the server responded with a status of 4\d\d/

export const test = base.extend<Fixtures>({
  language: async ({ locale }, use) => use(locale?.startsWith('zh') ? 'zh-CN' : 'en'),
  t: async ({ language }, use) => use(wordsIn(language)),
  person: async ({}, use) => use(newPerson()), // eslint-disable-line no-empty-pattern -- Playwright asks for the pattern
  expectAccessible: async ({}, use) => use(async (page) => { // eslint-disable-line no-empty-pattern -- Playwright asks for the pattern
    await expect(page.locator('h1')).toBeVisible()
    await atRest(page)
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(node => node.target.join(' '))])).toEqual([])
  }),
  complaints: [async ({ context }, use) => {
    const heard: string[] = []
    const allowed: RegExp[] = [answered]
    const watch = (watched: BrowserContext) => {
      watched.on('weberror', error => heard.push(String(error.error())))
      watched.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') heard.push(message.text())
      })
    }
    watch(context)
    await use({ allow: pattern => allowed.push(pattern), watch })
    expect(heard.filter(text => !allowed.some(pattern => pattern.test(text)))).toEqual([])
  }, { auto: true }],
})

export { expect }
