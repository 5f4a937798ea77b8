import { fileURLToPath } from 'node:url'
import { defineConfig, devices } from '@playwright/test'
import { findChromium } from '../scripts/chromium.mjs'
import { places } from './support/deployments.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const executablePath = findChromium()
const launchOptions = {
  ...(executablePath && { executablePath }),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
}

/** What no story is about: how dear a password is, how often one network may ask. */
const unhurried = { BCRYPT_COST: '8', AVAILABILITY_PER_NETWORK_PER_MINUTE: '10000', MAIL_PER_NETWORK_PER_HOUR: '10000', LOG_LEVEL: 'warn' }

function program(name: string, file: string, url: string, env: Record<string, string>) {
  return {
    name, command: `exec node --enable-source-maps ${file}`, cwd: root, url, env: { GATEHOUSE_MODE: 'development', ...unhurried, ...env },
    reuseExistingServer: false, gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 }, timeout: 180_000, stdout: 'ignore', stderr: 'pipe',
  } as const
}

const simulator = { SIMULATOR_PORT: String(places.simulatorPort), SIMULATOR_SMTP_PORT: String(places.smtpPort) }
const deployments = [places.ports, places.names].flatMap(({ data, apiPort, webPort, apiUrl, webUrl }) => {
  const env = { ...simulator, DATABASE_URL: `file:${data}/gatehouse.db`, API_PORT: String(apiPort), WEB_PORT: String(webPort), API_URL: apiUrl, WEB_URL: webUrl }
  return [
    program('api', 'apps/api/dist/main.js', `http://localhost:${apiPort}/livez`, env),
    program('web', 'apps/web/dist-server/main.js', `http://localhost:${webPort}/livez`, env),
  ]
})

export default defineConfig({
  testDir: 'stories',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // Generous: on a busy machine a story takes longer, and is no less right.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
  use: { baseURL: places.ports.webUrl, launchOptions, screenshot: 'only-on-failure' },
  // Every story is lived in both windows; of those that only go through a list (each provider, each hostile address), each is lived in one.
  projects: [
    { name: 'desktop', grepInvert: /@phone/, use: { ...devices['Desktop Chrome'], launchOptions, viewport: { width: 1280, height: 800 }, colorScheme: 'light', locale: 'zh-CN' } },
    { name: 'phone', grepInvert: /@desktop/, use: { ...devices['Pixel 7'], launchOptions, colorScheme: 'dark', locale: 'en-GB', contextOptions: { reducedMotion: 'reduce' } } },
  ],
  webServer: [
    program('simulator', 'apps/simulator/dist/main.js', `http://localhost:${places.simulatorPort}/livez`, {
      ...simulator, WEB_URL: places.ports.webUrl, API_URL: places.ports.apiUrl,
    }),
    ...deployments,
  ],
})
