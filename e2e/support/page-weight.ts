import { gzipSync } from 'node:zlib'
import type { Page, Response } from '@playwright/test'

/** Bytes of gzip -9, in all and by file. */
export interface Weight { bytes: number, files: Record<string, number> }

/** What a first visit may weigh, in bytes of gzip -9: until the form can be used, and with what is loaded after it. */
export const limits = { usable: 70_000, all: 92_000 }

/**
 * Weighs a first visit to a page with a form: everything that a browser without any cache loads. What talks to the API, and
 * the ways in through other sites, are held back until the form can be used, which shows that the form does not wait for them.
 */
export async function weighFirstVisit(page: Page, url: string): Promise<{ usable: Weight, all: Weight }> {
  const responses: Response[] = []
  page.on('response', response => responses.push(response))
  let release = () => {}
  const formIsUsable = new Promise<void>((resolve) => { release = resolve })
  await page.route(/\/assets\/(connection|providers)[-.][^/]*\.js$/, async (route) => {
    await formIsUsable
    await route.continue()
  })

  await page.goto(url, { waitUntil: 'commit' })
  await page.locator('form button[type=submit]').click({ trial: true })
  const usable = await weigh(responses)
  release()
  await page.waitForLoadState('networkidle')
  return { usable, all: await weigh(responses) }
}

async function weigh(responses: Response[]): Promise<Weight> {
  const files = await Promise.all([...responses].map(async (response): Promise<[string, number]> =>
    [new URL(response.url()).pathname, gzipSync(await response.body(), { level: 9 }).length]))
  return { bytes: files.reduce((sum, [, bytes]) => sum + bytes, 0), files: Object.fromEntries(files) }
}
