import { once } from 'node:events'
import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

const Port = z.object({ port: z.number() })

/** A program of somebody else's: what it was sent, how often somebody knocked, and what it answers. */
export async function startReceiver() {
  const seen = { bodies: Array<string>(), urls: Array<string>(), connections: 0 }
  let answer: { status: number, headers?: Record<string, string> } = { status: 200 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.urls.push(request.url ?? '')
      seen.bodies.push(Buffer.concat(chunks).toString())
      response.writeHead(answer.status, { ...answer.headers, connection: 'close' }).end()
    })
  })
  server.on('connection', () => { seen.connections++ })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = Port.parse(server.address())
  return { seen, port, url: `http://127.0.0.1:${port}`, answerWith(next: typeof answer) { answer = next } }
}
