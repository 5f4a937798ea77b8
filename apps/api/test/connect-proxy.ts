import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

interface Options {
  /** Where the tunnels lead, whatever is asked for; where they are asked for unless said. */
  leadsTo?: number
  /** What is answered instead of a tunnel, by what is asked for; `hang`: nothing. */
  refuse?(authority: string): number | 'hang' | null
}

/** An HTTP proxy on loopback that knows `CONNECT` and nothing else, and keeps what it was asked. */
export async function startProxy({ leadsTo, refuse = () => null }: Options = {}) {
  const asked: { authority: string, authorization: string | undefined }[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => {})
  }
  const server = createServer((_request, response) => response.writeHead(405).end())
  server.on('connection', keep)
  server.on('connect', ({ url: authority = '', headers }: IncomingMessage, client: Socket) => {
    asked.push({ authority, authorization: headers['proxy-authorization'] })
    const refusal = refuse(authority)
    if (refusal === 'hang') return client.resume().once('end', () => client.destroy())
    if (refusal !== null) return client.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`)
    const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(authority) ?? []
    const upstream = connect(leadsTo ?? Number(port), leadsTo === undefined ? host : '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    keep(upstream)
    upstream.once('close', () => client.destroy())
    client.once('close', () => upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return { port, url: `http://127.0.0.1:${port}`, asked, sockets }
}
