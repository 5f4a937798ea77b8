import type { FastifyInstance } from 'fastify'

/** Milliseconds: how often connections that have become idle are closed, and when the others are. */
const sweep = 50
const patience = 15_000

/**
 * Closes an application: what was begun is answered, nothing new is. A connection that was busy when closing began is kept alive
 * by its client afterwards, so it has to be closed when it falls idle.
 */
export async function closeGracefully(app: FastifyInstance) {
  const idle = setInterval(() => app.server.closeIdleConnections(), sweep)
  const stuck = setTimeout(() => app.server.closeAllConnections(), patience)
  try {
    await app.close()
  } finally {
    clearInterval(idle)
    clearTimeout(stuck)
  }
}
