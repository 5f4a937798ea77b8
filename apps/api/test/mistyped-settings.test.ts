import { randomBytes } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../scripts/ports.mjs'
import { freshDatabase } from './database.ts'
import { startNode } from './node-process.ts'

test('the API starts, and names a setting that is mistyped, without its value', async () => {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const node = await startNode({ databaseUrl: database.url, secret: randomBytes(32), settings: { LOG_LEVEL: 'warn', ACCESS_TOKEN_SECOND: '61', PROVIDER_GITHUB_CLIENT_SECERT: 'hunter2' } })
  const warnings = node.output.out.split('\n').filter(line => line.includes('unknown setting'))
  expect(warnings.map(line => /"msg":"([^"]*)"/.exec(line)?.[1])).toEqual([
    'ACCESS_TOKEN_SECOND: unknown setting, ignored; did you mean ACCESS_TOKEN_SECONDS?',
    'PROVIDER_GITHUB_CLIENT_SECERT: unknown setting, ignored; did you mean PROVIDER_GITHUB_CLIENT_SECRET?',
  ])
  expect(node.output.out + node.output.err).not.toContain('hunter2')
})

test('so does the front end', async () => {
  const web = fileURLToPath(new URL('../../web/server/main.ts', import.meta.url))
  const env = { PATH: process.env.PATH, GATEHOUSE_MODE: 'development', WEB_PORT: String(await freePort()), ACCESS_TOKEN_SECOND: '61' }
  const { stderr } = spawnSync(process.execPath, ['--import', 'tsx', web], { env, encoding: 'utf8', timeout: 6000, killSignal: 'SIGKILL' })
  expect(stderr).toContain('gatehouse web: warning: ACCESS_TOKEN_SECOND: unknown setting, ignored; did you mean ACCESS_TOKEN_SECONDS?')
})
