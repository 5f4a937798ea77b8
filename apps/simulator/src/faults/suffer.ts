import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { sendAnswer, type Answer } from '../oauth/answer.ts'
import type { HostFaults } from './plan.ts'

/** Bytes; more than any client should take, less than what could hurt this machine. */
const hugeSize = 64 * 1024 * 1024

const brokenServer: Answer = { status: 500, type: 'text/plain; charset=utf-8', body: 'Internal Server Error' }
const proxyPage: Answer = {
  status: 200, type: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html>\n<html><head><title>Network sign-in required</title></head>\n<body><h1>Network sign-in required</h1></body></html>\n',
}

/** Makes requests to planned hosts go wrong before the provider sees them. */
export function suffer(scope: FastifyInstance, faults: HostFaults, errors: ReadonlyMap<string, Answer>) {
  scope.addHook('onRequest', async (request, reply) => {
    const [, host = '', ...rest] = request.url.replace(/\?.*/s, '').split('/')
    const planned = faults.take(host, `/${rest.join('/')}`, request.routeOptions.config.forPeople === true)
    if (!planned) return
    switch (planned.fault) {
      case 'slow': return void await wait(planned.seconds * 1000, undefined, { ref: false })
      case 'http_500': return sendAnswer(reply, brokenServer)
      case 'html': return sendAnswer(reply, proxyPage)
      case 'error_in_200': return sendAnswer(reply, errors.get(host) ?? brokenServer)
      case 'garbage': return sendGarbage(reply)
      case 'huge': return sendHuge(reply)
      case 'drop':
        reply.hijack()
        request.raw.socket.destroy()
        return reply
    }
  })
}

/** Bytes that are no UTF-8, said to be JSON. */
function sendGarbage(reply: FastifyReply) {
  reply.hijack()
  reply.raw.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
  reply.raw.end(Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]), randomBytes(512)]))
  return reply
}

/** JSON that begins well and does not end for a long time. Nobody waits for its end, so it is written as fast as it is read. */
function sendHuge(reply: FastifyReply) {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
  raw.write('{"padding":"')
  void write().catch(() => raw.destroy())
  return reply

  async function write() {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const gone = new AbortController()
    raw.once('close', () => gone.abort())
    for (let sent = 0; sent < hugeSize && !raw.destroyed; sent += chunk.length) {
      if (!raw.write(chunk)) await once(raw, 'drain', { signal: gone.signal })
    }
    raw.end('"}')
  }
}
