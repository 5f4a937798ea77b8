import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'
import stories from './playwright.config.ts'

/** Takes the pictures that the README shows, from the running program: `npm run screenshots`. */
export default defineConfig({
  ...stories,
  testDir: fileURLToPath(new URL('screenshots', import.meta.url)),
  fullyParallel: false,
  workers: 1,
  projects: (['en-GB', 'zh-CN'] as const).map(locale => ({ name: locale, use: { locale, launchOptions: stories.use?.launchOptions ?? {}, deviceScaleFactor: 2 } })),
})
