import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds; generous for people on slow lines. */
export const transportLimits = {
  /** From the first byte, or from the connection where none comes, to the end of the headers; 408 then. */
  headers: 10_000,
  /** The same, to the end of the body. */
  request: 15_000,
  /** How often these two are looked at; Node's own default is half a minute. */
  check: 1000,
  /** Neither side has sent anything while a request is going on. */
  silence: 20_000,
  /** Between two requests of a connection; longer than the minute of most load balancers, which would otherwise meet closed ones. */
  keepAlive: 65_000,
  /** While stopping: how long connections without a request may still ask, to be told that we stop. */
  grace: 500,
  /** While stopping: how long a client may keep us waiting for the rest of its request, or not take its answer. */
  patience: 3000,
}
export type TransportLimits = typeof transportLimits

interface Options {
  /** Beyond it, the connection that has been without a request for longest is closed; when all have one, the new one is. */
  maxConnections: number
  limits?: TransportLimits
}

/** An HTTP server whose limits are kept to the second, whose connections are bounded, and which can be emptied in time; what answers is added to it. */
export function createHttpServer({ maxConnections, limits = transportLimits }: Options) {
  const server = createServer({
    headersTimeout: limits.headers, requestTimeout: limits.request, connectionsCheckingInterval: limits.check, keepAliveTimeout: limits.keepAlive,
  })
  server.setTimeout(limits.silence)
  return { server, connections: watchConnections(server, maxConnections, limits) }
}

interface Exchange { request: IncomingMessage, response: ServerResponse }

/** Milliseconds between two looks at what is left to close. */
const look = 20

function watchConnections(server: Server, maxConnections: number, { grace, patience }: TransportLimits) {
  /** Connections with the requests that were begun on them. */
  const busy = new Map<Socket, Set<Exchange>>()
  /** Connections without any, first those that have been so for longest. */
  const idle = new Set<Socket>()
  let isLeaving = false
  let isClosing = false

  server.on('connection', (socket) => {
    idle.add(socket)
    socket.once('close', () => {
      idle.delete(socket)
      busy.delete(socket)
    })
    const [longest = socket] = idle
    if (idle.size + busy.size > maxConnections) longest.destroy()
  })

  server.on('request', (request, response) => {
    const { socket } = request
    const exchange = { request, response }
    const exchanges = busy.get(socket) ?? new Set()
    busy.set(socket, exchanges.add(exchange))
    idle.delete(socket)
    if (isLeaving) response.setHeader('Connection', 'close')
    response.once('close', () => {
      exchanges.delete(exchange)
      if (exchanges.size > 0 || !busy.delete(socket)) return
      if (isClosing) socket.destroySoon()
      else idle.add(socket)
    })
  })

  /** Until no connection is without a request, or those that are have had their time to ask. */
  async function lastRequests() {
    for (let left = grace; left > 0 && idle.size > 0; left -= look) await sleep(look)
    for (const socket of idle) socket.destroySoon()
  }

  /** Destroys, from now on, connections on which nothing has moved for a while and whose client is to blame. */
  function cutTheHung() {
    const seen = new WeakMap<Socket, { moved: string, quiet: number }>()
    return setInterval(() => {
      for (const [socket, exchanges] of busy) {
        const moved = `${socket.bytesRead} ${socket.bytesWritten - socket.writableLength}`
        const before = seen.get(socket)
        const quiet = before?.moved === moved && waitsForClient(socket, exchanges) ? before.quiet + look : 0
        seen.set(socket, { moved, quiet })
        if (quiet >= patience) socket.destroy()
      }
    }, look)
  }

  return {
    count: () => idle.size + busy.size,
    /** Whether requests are to be refused. */
    isClosing: () => isClosing,
    /** Every answer is the last one of its connection from now on. */
    leave() { isLeaving = true },
    /**
     * Empties the server. What was begun is finished; new requests are for the server to refuse (`isClosing`); clients that hang are
     * not waited for.
     *
     * @param close the server, once nobody is left who could be told that we stop.
     */
    async close(close: () => Promise<unknown>) {
      isLeaving = true
      isClosing = true
      const cutting = cutTheHung()
      await lastRequests()
      try {
        await close()
      } finally {
        clearInterval(cutting)
      }
    },
  }
}
export type Connections = ReturnType<typeof watchConnections>

/** The rest of a request has not come, or what was answered is not taken. */
const waitsForClient = (socket: Socket, exchanges: ReadonlySet<Exchange>) =>
  socket.writableLength > 0 || [...exchanges].some(({ request }) => !request.complete)
