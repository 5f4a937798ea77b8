import type { Socket } from 'node:net'

const departures = new WeakMap<Socket, AbortSignal>()

/**
 * Aborted when a connection closes: whoever made requests over it waits for none of them any more. (Fastify's own `request.signal` is
 * aborted as soon as a body has been read.)
 */
export function departureFrom(socket: Socket): AbortSignal {
  const known = departures.get(socket)
  if (known) return known
  const controller = new AbortController()
  if (socket.destroyed) controller.abort()
  else socket.once('close', () => controller.abort())
  departures.set(socket, controller.signal)
  return controller.signal
}
