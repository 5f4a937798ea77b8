import { createHttpServer, type TransportLimits } from '@gatehouse/settings/http-server'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import type { Database } from './db/executor.ts'
import { createFeatures } from './features/features.ts'
import { createStore } from './features/store.ts'
import { createHandlers } from './background/job-handlers.ts'
import { createOutbox } from './jobs/outbox.ts'
import { createRunner } from './jobs/runner.ts'
import { makeKeyPair as newKeyPair, type MakeKeyPair } from './keys/key-pairs.ts'
import { loadSigningKeys } from './keys/signing-keys.ts'
import type { Clock } from './lib/clock.ts'
import { createKeyring } from './lib/keyring.ts'
import { createMemoryLimiter } from './limits/memory.ts'
import { createJanitor } from './background/janitor.ts'
import type { Providers } from './providers/providers.ts'
import type { Mailer } from './mail/mailer.ts'
import { createReadiness } from './http/health.ts'
import type { Hasher } from './passwords/hasher.ts'
import type { Judge } from './passwords/judge.ts'

/** Events about refusals that nothing else rations, noted of one network in a minute. */
const failureEvents = 20

/** What comes from outside: opened by the process, or made up by a test. */
export interface Resources {
  config: Config
  database: Database
  /** Newest first. */
  secrets: readonly [Buffer, ...Buffer[]]
  hasher: Hasher
  judge: Judge
  mailer: Mailer
  providers: Providers
  clock: Clock
  log: Logger
  /** Where signing keys come from; RSA takes a moment. */
  makeKeyPair?: MakeKeyPair
  /** How requests are taken in. */
  serving?: { limits?: TransportLimits, shedding?: boolean }
}

/** The composition root: from resources to a running whole. */
export async function compose({ config, database, secrets, hasher, judge, mailer, providers, clock, log, makeKeyPair = newKeyPair, serving = {} }: Resources) {
  const { settings } = config
  const store = createStore(database)
  const keyring = createKeyring(secrets)
  const keys = await loadSigningKeys({ store, keyring, clock, makeKeyPair, log })
  const outbox = createOutbox(keyring)
  const aMinute = 60
  const limiter = createMemoryLimiter({
    'sign-in': { points: settings.SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE, seconds: aMinute },
    'code-tries': { points: settings.CODE_TRIES_PER_NETWORK_PER_MINUTE, seconds: aMinute },
    'federation': { points: settings.FEDERATION_PER_NETWORK_PER_MINUTE, seconds: aMinute },
    'client-authentication': { points: settings.TOKEN_FAILURES_PER_NETWORK_PER_MINUTE, seconds: aMinute },
    'device-codes': { points: settings.DEVICE_CODES_PER_NETWORK_PER_MINUTE, seconds: aMinute },
    'availability': { points: settings.AVAILABILITY_PER_NETWORK_PER_MINUTE, seconds: aMinute },
    'audit-failures': { points: failureEvents, seconds: aMinute },
  })

  const handlers = createHandlers({
    settings, store, mailer, clock, webUrl: config.webUrl, mailDomain: config.mail.domain, takesAnswers: config.mail.replyTo !== null,
    tellSignedOut: job => features.authorizationServer.tellSignedOut(job),
  })
  const runner = createRunner({ store, outbox, handlers, clock, log })
  const { apiUrl, webUrl, development, legalDocuments } = config
  const features = createFeatures({
    settings, apiUrl, webUrl, development, legalDocuments, store, hasher, judge, limiter, keyring, outbox, providers, keys, clock, log, wakeJobs: runner.wake,
  })
  const janitor = createJanitor({ settings, store, clock, log })

  if (settings.LEGACY_GRANTS) log.warn({ setting: 'LEGACY_GRANTS' }, 'the implicit and password grants are enabled: they are deprecated, and only meant for migrating old applications')

  let stopping = false
  const takesWrites = createReadiness(() => database.ping(), log)
  const isReady = async () => !stopping && await takesWrites()
  const { limits, shedding = true } = serving
  const { server, connections } = createHttpServer({ maxConnections: settings.MAX_CONNECTIONS, ...(limits && { limits }) })
  const { isClosing } = connections
  const app = await buildApp({ config, features, limiter, providers, keys, clock, log, server, isReady, isClosing, shedding })
  app.addHook('onReady', features.ended.catchUp)

  return {
    app, store, keys, features, runner, janitor,
    /** Begins what runs beside requests. */
    start() {
      features.ended.start()
      keys.start()
      runner.start()
      janitor.start()
    },
    /** `/readyz` says no from now on, and every answer ends its connection. */
    announceStop() {
      stopping = true
      connections.leave()
    },
    /** Ends what was begun, requests first; nothing acknowledged is lost. */
    async stop() {
      stopping = true
      await connections.close(() => app.close())
      await Promise.all([runner.stop(), features.ended.stop(), keys.stop(), janitor.stop()])
    },
  }
}
export type Composition = Awaited<ReturnType<typeof compose>>
