import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { limits, weighFirstVisit, type Weight } from '../../e2e/support/page-weight.ts'
import { freePort } from '../../scripts/ports.mjs'
import { figure, type Result } from './result.ts'

const web = fileURLToPath(new URL('../../apps/web/dist-server/main.js', import.meta.url))

/** The sign-in page as a browser without any cache loads it. */
export async function measurePageWeight(): Promise<Result[]> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const server = spawn(process.execPath, [web], { env: { PATH: process.env.PATH, WEB_PORT: String(port), WEB_URL: url }, stdio: ['ignore', 'ignore', 'inherit'] })
  process.once('exit', () => server.kill('SIGKILL'))
  while (!await fetch(`${url}/livez`).then(answer => answer.ok, () => false)) await sleep(5)
  const browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH && { executablePath: process.env.CHROMIUM_PATH }), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  const page = await browser.newPage({ locale: 'zh-CN' })
  const { usable, all } = await weighFirstVisit(page, `${url}/sign-in`)
  await browser.close()
  server.kill('SIGTERM')

  const result = (name: string, { bytes, files }: Weight, limit: number): Result => ({
    name, measured: `${figure(bytes / 1000)} KB, gzip`, against: `${Object.keys(files).length} files of a cold first visit`, ratio: bytes / limit, aim: `${limit / 1000} KB or less`, met: bytes <= limit,
  })
  return [
    result('Sign-in page until the form can be used', usable, limits.usable),
    result('Sign-in page in all', all, limits.all),
  ]
}
