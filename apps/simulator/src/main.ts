import { once } from 'node:events'
import { addressesOf, readSettings, SettingsError } from '@gatehouse/settings'
import { exitCodeOf, PortTaken } from '@gatehouse/settings/exit-codes'
import { listenForSignals } from '@gatehouse/settings/stop-signals'
import { buildApp } from './app.ts'
import { createFaults } from './inbox/faults.ts'
import { createMailServer } from './inbox/mail-server.ts'
import { createMailbox } from './inbox/mailbox.ts'
import { claimPort } from './ports.ts'
import { createProviders } from './providers/index.ts'

/** Milliseconds a stop may take before the process leaves anyway. */
const deadline = 5000

async function serve() {
  const signals = listenForSignals()
  const settings = readSettings(process.env)
  const { SIMULATOR_PORT: port, SIMULATOR_SMTP_PORT: smtpPort } = settings
  if (settings.GATEHOUSE_MODE === 'production') {
    throw new SettingsError('GATEHOUSE_MODE: the simulator runs in development only, because it does not deliver mail')
  }
  if (port === smtpPort) throw new SettingsError('SIMULATOR_SMTP_PORT: must not be SIMULATOR_PORT')
  const { host, webUrl, apiUrl } = addressesOf(settings)
  const named = host.includes(':') ? `[${host}]` : host
  const smtpUrl = `smtp://${named}:${smtpPort}`
  const smtpAddresses = await claimPort(host, smtpPort, 'SIMULATOR_SMTP_PORT')
  await claimPort(host, port, 'SIMULATOR_PORT')

  const mailbox = createMailbox()
  const faults = createFaults()
  const providers = createProviders({ webUrl, apiUrl, redirectUris: settings.SIMULATOR_REDIRECT_URIS, url: `http://${named}:${port}`, now: Date.now })
  const app = buildApp({ mailbox, faults, providers, webUrl, smtpUrl, logLevel: settings.LOG_LEVEL })
  const mailServers = await Promise.all(smtpAddresses.map(async (address) => {
    const server = createMailServer({ mailbox, faults, log: app.log })
    await once(server.listen({ host: address, port: smtpPort }), 'listening')
    return server
  }))
  // Last, so that whoever waits for /livez finds the mail server, too.
  await app.listen({ host, port })
  app.log.info({ url: `http://${named}:${port}`, smtp: smtpUrl }, 'listening')

  signals.stopBy({
    within: deadline,
    say: (message, error) => app.log.error({ err: error }, message),
    async stop(signal) {
      app.log.info({ signal }, 'stopping')
      await Promise.all([app.close(), ...mailServers.map(server => new Promise<void>(done => server.close(done)))])
    },
  })
}

/** One line for whoever started it. */
function explain(error: unknown) {
  if (error instanceof SettingsError || error instanceof PortTaken) return error.message
  return `cannot start: ${error instanceof Error ? error.message : String(error)}`
}

serve().catch((error: unknown) => {
  process.stderr.write(`gatehouse simulator: ${explain(error)}\n`)
  process.exit(exitCodeOf(error))
})
