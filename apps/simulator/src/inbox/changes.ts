import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Mailbox } from './mailbox.ts'

/** Milliseconds after which a browser that lost the stream asks for it again. */
const retry = 1000

/** `GET /inbox/changes`: an event (text/event-stream) whenever the mailbox has changed, for pages that are open. */
export function streamChanges(app: FastifyInstance, mailbox: Mailbox) {
  app.get('/inbox/changes', { exposeHeadRoute: false }, async (_request, reply) => {
    const stream = new PassThrough()
    stream.write(`retry: ${retry}\n\n`)
    const end = mailbox.onChange(() => stream.write('data: changed\n\n'))
    stream.once('close', end)
    return reply.type('text/event-stream').send(stream)
  })
}
