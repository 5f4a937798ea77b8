import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { places } from '../support/deployments.ts'
import { wordsIn, type Language } from '../support/words.ts'
import { states } from './all.ts'
import { answerAs } from './api.ts'
import { pageOfPictures } from './index-page.ts'
import { looks, pictures, type Look } from './looks.ts'
import { now } from './people.ts'
import { faultsOf } from './faults.ts'
import type { State, Step } from './state.ts'

/** Pages at a time: they wait for each other's processor time, and not for answers. */
const atOnce = 4
/** Draws those whose name has it in it, all without. */
const only = process.env['STATES'] ?? ''
const chosen = states.filter(({ name }) => name.includes(only))

async function take(page: Page, language: Language, step: Step) {
  const t = wordsIn(language)
  if ('fill' in step) {
    for (const [name, text] of Object.entries(step.fill)) await page.locator(`input[name="${name}"]:not([readonly]):visible`).last().fill(text)
  } else if ('check' in step) {
    await page.locator(`input[name="${step.check}"]`).check()
  } else if ('press' in step) {
    const name = t(step.press, step.values)
    await page.getByRole('button', { name, exact: true }).or(page.getByRole('link', { name, exact: true })).last().click()
  } else {
    await page.context().setOffline(true)
  }
}

/** Nothing is on its way, and two frames later nothing else has been asked for. */
async function settled(page: Page, isQuiet: () => boolean) {
  for (let calm = 0; calm < 2;) {
    await expect.poll(isQuiet, { intervals: [20, 50] }).toBe(true)
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    calm = isQuiet() ? calm + 1 : 0
  }
}

async function draw(browser: Browser, state: State, look: Look) {
  const { language, theme, width, height } = look
  const context = await browser.newContext({
    baseURL: places.ports.webUrl, viewport: { width, height }, colorScheme: theme, locale: language === 'en' ? 'en-GB' : 'zh-CN', timezoneId: 'UTC', reducedMotion: 'reduce',
  })
  try {
    const { unknown, isQuiet } = await answerAs(context, state, { ...places.ports, language })
    await context.addInitScript(([signedIn, tab]) => {
      if (sessionStorage.getItem('drawn')) return
      sessionStorage.setItem('drawn', 'yes')
      if (signedIn) localStorage.setItem('gatehouse-signed-in', 'yes')
      for (const [key, value] of Object.entries(tab)) sessionStorage.setItem(key, value)
    }, [state.user !== undefined, state.tab ?? {}] as const)
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    await page.clock.setFixedTime(now)
    await page.goto(state.path)
    await page.locator('h1, main').first().waitFor()
    for (const step of state.steps ?? []) {
      await settled(page, isQuiet)
      await take(page, language, step)
    }
    if (state.shows) {
      const words = /[[#=]/.test(state.shows) ? page.locator(state.shows) : page.getByText(wordsIn(language)(state.shows))
      await words.first().waitFor()
    }
    await settled(page, isQuiet)
    const file = `${state.name}.${look.name}.png`
    await page.screenshot({ path: join(pictures, file), fullPage: true, animations: 'disabled' })
    return [...await page.evaluate(faultsOf), ...unknown.map(name => `nobody said how to answer ${name}`)]
  } finally {
    await context.close()
  }
}

for (const look of looks) {
  test(look.name, async ({ browser }) => {
    mkdirSync(pictures, { recursive: true })
    const remarks: Record<string, string[]> = {}
    const waiting = [...chosen]
    await Promise.all(Array.from({ length: atOnce }, async () => {
      for (let state = waiting.shift(); state; state = waiting.shift()) {
        remarks[state.name] = await draw(browser, state, look).catch((error: unknown) => [`not drawn: ${String(error).split('\n').slice(0, 4).join(' ')}`])
      }
    }))
    writeFileSync(join(pictures, `${look.name}.json`), JSON.stringify(remarks))
    writeFileSync(join(pictures, 'index.html'), pageOfPictures(chosen))
    expect(Object.entries(remarks).filter(([, faults]) => faults.length > 0)).toEqual([])
  })
}
