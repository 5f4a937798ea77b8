import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { addressesOf, mistypedWarnings, readSettings, SettingsError } from '@gatehouse/settings'
import { exitCodeOf } from '@gatehouse/settings/exit-codes'
import { createHttpServer } from '@gatehouse/settings/http-server'
import { listenForSignals } from '@gatehouse/settings/stop-signals'
import { explain } from './explain.ts'
import { publicConfig } from './public-config.ts'
import { createSite } from './site.ts'

/** Milliseconds a stop may take before the process leaves anyway. */
const deadline = 10_000

function serve() {
  const signals = listenForSignals()
  const settings = readSettings(process.env)
  for (const warning of mistypedWarnings(process.env)) process.stderr.write(`gatehouse web: warning: ${warning}\n`)
  const addresses = addressesOf(settings)
  const files = join(import.meta.dirname, '../dist')
  if (!existsSync(join(files, 'index.html'))) throw new SettingsError('the front end has not been built (npm run build)')

  const { server, connections } = createHttpServer({ maxConnections: settings.MAX_CONNECTIONS })
  server.on('request', createSite({ files, config: publicConfig(addresses, settings), isClosing: connections.isClosing }))
  server.on('error', fail)
  server.listen(settings.WEB_PORT, addresses.host, () => {
    process.stdout.write(`gatehouse web: listening, ${addresses.webUrl}\n`)
    signals.stopBy({
      within: deadline,
      say: message => process.stderr.write(`gatehouse web: ${message}\n`),
      stop: () => connections.close(() => new Promise((resolve) => { server.close(resolve) })),
    })
  })
}

function fail(error: unknown) {
  process.stderr.write(`gatehouse web: ${explain(error)}\n`)
  process.exit(exitCodeOf(error))
}

try {
  serve()
} catch (error) {
  fail(error)
}
