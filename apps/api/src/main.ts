import { setTimeout as sleep } from 'node:timers/promises'
import { mistypedWarnings, SettingsError } from '@gatehouse/settings'
import { exitCodeOf, exitCodes } from '@gatehouse/settings/exit-codes'
import { listenForSignals } from '@gatehouse/settings/stop-signals'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'
import { isUnavailable, sqlState } from './db/faults.ts'
import { NewerDatabase } from './db/migrate.ts'
import { openDatabase } from './db/open.ts'
import { sqlitePath } from './db/places.ts'
import { openToOthers } from './db/private-files.ts'
import { createLog } from './http/logging.ts'
import { secretsOf } from './keys/secrets.ts'
import { systemClock } from './lib/clock.ts'
import { reasonsOf } from './lib/reason.ts'
import { createSmtpMailer } from './mail/smtp.ts'
import { createHasher } from './passwords/hasher.ts'
import { createJudge } from './passwords/judge.ts'
import { createProviders } from './providers/providers.ts'

/** Seconds that closing may take, after the delay of the settings, before the process leaves anyway. */
const deadline = 25

async function serve() {
  const signals = listenForSignals()
  const config = readConfig(process.env)
  const { settings } = config
  const log = createLog(settings.LOG_LEVEL)
  for (const warning of mistypedWarnings(process.env)) log.warn({}, warning)
  const secrets = config.secrets ?? secretsOf(settings)
  const database = await openDatabase({ ...config.database, guarded: config.development }, log)
  const lax = database.dialect === 'sqlite' ? openToOthers(sqlitePath(config.database.url)) : []
  if (lax.length > 0) log.warn({ paths: lax }, 'the data, including password hashes, is accessible to other users of this machine: restrict it with chmod go=')
  const waitSeconds = settings.PASSWORD_WAIT_SECONDS
  const hasher = createHasher({ cost: settings.BCRYPT_COST, threads: settings.PASSWORD_THREADS, waitSeconds }, log)
  const judge = createJudge({ waitSeconds }, log)
  const mailer = createSmtpMailer(config.mail)
  const providers = createProviders({ config: config.providers, apiUrl: config.apiUrl, webUrl: config.webUrl, clock: systemClock, log })
  const composition = await compose({ config, database, secrets, hasher, judge, mailer, providers, clock: systemClock, log })

  await composition.app.listen({ host: config.host, port: config.port })
  composition.start()
  log.info({ url: config.apiUrl, database: database.dialect, mode: settings.GATEHOUSE_MODE }, 'listening')

  signals.stopBy({
    within: (settings.SHUTDOWN_DELAY_SECONDS + deadline) * 1000,
    say: (message, error) => log.error({ ...(error !== undefined && { err: error }) }, message),
    async stop(signal) {
      log.info({ signal }, 'stopping')
      composition.announceStop()
      await sleep(settings.SHUTDOWN_DELAY_SECONDS * 1000)
      await composition.stop()
      await hasher.close()
      await judge.close()
      mailer.close()
      await database.close()
    },
  })
}

/** One line for whoever started it; a stack only when the fault is ours. */
function explain(error: unknown) {
  if (error instanceof SettingsError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) return `API_PORT: port ${String(error.port)} is taken by another program`
  return `cannot start: ${reasonsOf(error)}`
}

/** Whether starting again may help is for the code to say. */
function codeOf(error: unknown) {
  // First: of a running node, which has been let in before, the same refusals say that the database is away.
  if (error instanceof NewerDatabase || isRefused(error)) return exitCodes.configuration
  if (isUnavailable(error) || isUnreachable(error)) return exitCodes.databaseUnavailable
  return exitCodeOf(error)
}

/** The disk lets nobody in: nothing but the database and its secret is opened at start. */
const isUnreachable = (error: unknown) => error instanceof Error && 'path' in error && 'syscall' in error

/** Postgres knows neither the name nor the password (class 28), or has no such database; the file is no database. */
const isRefused = (error: unknown) => /^(28|3D000|SQLITE_NOTADB)/.test(sqlState(error) ?? '')

serve().catch((error: unknown) => {
  process.stderr.write(`gatehouse api: ${explain(error)}\n`)
  process.exit(codeOf(error))
})
