import type { Server } from 'node:http'
import cookie from '@fastify/cookie'
import Fastify, { LogController, type FastifyBaseLogger } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Features } from './features/features.ts'
import { mountLogo } from './features/applications/logo-route.ts'
import { mountAuthorizationServer } from './features/authorization-server/mount.ts'
import { mountInteractionStart } from './features/authorization-server/routes.ts'
import { mountApiCallback } from './features/federation/api-callback.ts'
import { mountRoutes } from './features/routes.ts'
import { createSessionReply } from './features/sessions/session-reply.ts'
import { registerAccessTokens } from './http/access-tokens.ts'
import { refuseBadAddress } from './http/bad-address.ts'
import { refuseWhileClosing } from './http/closing.ts'
import { nameCookies } from './http/cookies.ts'
import { allowOrigins } from './http/cross-origin.ts'
import { readForwardedAddresses } from './http/forwarded.ts'
import { reportHealth } from './http/health.ts'
import { logRequests } from './http/logging.ts'
import { describeApi } from './http/open-api.ts'
import { createOrigins } from './http/origins.ts'
import { answerProblems } from './http/problem.ts'
import { setSecurityHeaders } from './http/security-headers.ts'
import { createServe } from './http/serve.ts'
import { shedLoad } from './http/shedding.ts'
import type { Providers } from './providers/providers.ts'
import type { SigningKeys } from './keys/signing-keys.ts'
import type { Clock } from './lib/clock.ts'
import type { Limiter } from './limits/limiter.ts'
import { createRequestIds } from './lib/ids.ts'

interface Dependencies {
  config: Config
  features: Features
  limiter: Limiter
  providers: Providers
  keys: SigningKeys
  clock: Clock
  log: Logger
  server: Server
  isReady: () => Promise<boolean>
  /** Whether requests are to be refused, since the process is leaving. */
  isClosing: () => boolean
  /** Whether to refuse requests while the event loop lags. */
  shedding: boolean
}

/** Bytes. */
const bodyLimit = 32 * 1024

/** The longest thing in a path is an e-mail address. */
const maxParamLength = 320

/** The whole HTTP application, in the order a request meets it. */
export async function buildApp({ config, features, limiter, providers, keys, clock, log, server, isReady, isClosing, shedding }: Dependencies) {
  const loggerInstance: FastifyBaseLogger = log
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    // One logger for all requests; the lines that belong to one say which.
    childLoggerFactory: logger => logger,
    genReqId: createRequestIds(),
    requestIdHeader: false,
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength },
    frameworkErrors: refuseBadAddress(config.corsOrigins),
    bodyLimit,
    serverFactory: answer => server.on('request', answer),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  })
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(() => (value: unknown) => ({ value }))
  app.setSerializerCompiler(serializerCompiler)

  nameCookies(app, config.apiUrl)
  readForwardedAddresses(app, log)
  logRequests(app, log)
  answerProblems(app)
  setSecurityHeaders(app)
  await mountAuthorizationServer(app, { server: features.authorizationServer, limiter, apiUrl: config.apiUrl, webUrl: config.webUrl })
  await allowOrigins(app, config.corsOrigins)
  refuseWhileClosing(app, isClosing)
  await app.register(cookie)
  const accessTokens = await registerAccessTokens(app, { apiUrl: config.apiUrl, keys, clock, isEnded: features.ended.has })
  reportHealth(app, isReady)
  if (config.docs) await describeApi(app, config.apiUrl)

  await app.register(async (shielded) => {
    if (shedding) await shedLoad(shielded)
    const origins = createOrigins(config.corsOrigins, config.docs && config.development ? [config.apiUrl] : [])
    const authenticate = accessTokens.verify
    const serve = createServe(shielded, {
      origins, authenticate, requireFresh: features.sessions.requireFresh, requireSuperuser: features.requireSuperuser,
      authenticateApplication: features.authorizationServer.authenticateApplication,
    })
    const sessionReply = createSessionReply({ settings: config.settings, accessTokens, marks: features.marks, clock, userOf: features.userOf })
    mountApiCallback(shielded, { providers, handoffs: features.handoffs, webUrl: config.webUrl })
    mountLogo(shielded, features.applicationLogos)
    mountRoutes({ serve, sessionReply, authenticate }, features)
    mountInteractionStart(shielded, config.webUrl)
  })
  return app
}
export type App = Awaited<ReturnType<typeof buildApp>>
