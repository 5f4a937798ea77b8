import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { addressesOf, readSettings, SettingsError } from '@gatehouse/settings'
import { explain } from './explain.ts'
import { publicConfig } from './public-config.ts'
import { createSite } from './site.ts'

/** Milliseconds a stop may take before the process leaves anyway. */
const deadline = 5000

/** Milliseconds for a request's headers; slower ones are not browsers. */
const headersTimeout = 10_000

function serve() {
  const settings = readSettings(process.env)
  const addresses = addressesOf(settings)
  const files = join(import.meta.dirname, '../dist')
  if (!existsSync(join(files, 'index.html'))) throw new SettingsError('the front end has not been built (npm run build)')

  const server = createServer({ headersTimeout }, createSite({ files, config: publicConfig(addresses, settings) }))
  server.on('error', fail)
  server.listen(settings.WEB_PORT, addresses.host, () => {
    process.stdout.write(`gatehouse web: listening, ${addresses.webUrl}\n`)
  })

  const stop = () => {
    setTimeout(() => process.exit(1), deadline).unref()
    server.close(() => process.exit(0))
    server.closeIdleConnections()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
}

function fail(error: unknown) {
  process.stderr.write(`gatehouse web: ${explain(error)}\n`)
  process.exit(1)
}

try {
  serve()
} catch (error) {
  fail(error)
}
