import Fastify, { LogController } from 'fastify'
import { answerProblems } from './http/problems.ts'
import { guardPages } from './http/security-headers.ts'
import { mountInbox, type InboxDependencies } from './inbox/routes.ts'
import { serveAssets } from './pages/assets.ts'
import { mountPeople } from './people/routes.ts'
import { mountProviders } from './providers/mount.ts'
import type { Provider } from './providers/provider.ts'

interface Dependencies extends InboxDependencies {
  providers: readonly Provider[]
  logLevel: string
}

/** Bytes; the largest body anybody sends here is a fault to plan. */
const bodyLimit = 16 * 1024

/** The whole HTTP application. Each thing that is simulated mounts itself beside the inbox. */
export function buildApp({ logLevel, providers, ...inbox }: Dependencies) {
  const app = Fastify({
    logger: { level: logLevel, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true },
    bodyLimit,
    // Pages of the inbox keep a stream open for as long as they are shown.
    forceCloseConnections: true,
  })
  // What forms of foreign pages can send; JSON they cannot without asking first (CORS).
  app.removeContentTypeParser('text/plain')

  answerProblems(app)
  guardPages(app)
  serveAssets(app)
  app.get('/', async (_request, reply) => reply.redirect('/inbox', 302))
  app.get('/livez', async () => ({ status: 'ok' }))
  mountInbox(app, inbox)
  mountPeople(app)
  mountProviders(app, providers)
  return app
}
