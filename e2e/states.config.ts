import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'
import stories from './playwright.config.ts'

/** Draws every state of every page over an API that answers as each needs: `npm run states`. No API runs. */
export default defineConfig({
  ...stories,
  testDir: fileURLToPath(new URL('states', import.meta.url)),
  fullyParallel: false,
  workers: 1,
  timeout: 1_800_000,
  use: { ...stories.use, screenshot: 'off' },
  expect: { timeout: 20_000 },
  projects: [{ name: 'states', use: { launchOptions: stories.use?.launchOptions ?? {} } }],
  webServer: [stories.webServer ?? []].flat().filter(({ name }) => name === 'web').slice(0, 1),
})
