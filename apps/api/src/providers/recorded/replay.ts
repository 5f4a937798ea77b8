import { once } from 'node:events'
import { createServer } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { RecordedReply, Replies } from './recording.ts'

/** Plays recorded replies at `<url>/HOST/PATH`, and keeps what was asked. */
export async function replay(replies: Replies) {
  const calls: string[] = []
  const queues = new Map<string, RecordedReply[]>(Object.entries(replies).map(([call, reply]) => [call, [reply].flat()]))
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const [path = '', query] = (request.url ?? '').slice(1).split('?')
      const { authorization = request.headers['x-acs-dingtalk-access-token'], 'user-agent': agent } = request.headers
      // Some refuse whoever does not say a name.
      if (agent !== 'gatehouse') throw new Error(`called as ${String(agent)}`)
      calls.push([request.method, path + (query === undefined ? '' : `?${query}`), body, authorization].filter(Boolean).join(' '))
      const queue = queues.get(`${request.method ?? ''} ${path}`) ?? []
      const { status = 200, type = 'application/json', body: answer } = (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 500, body: 'not recorded' }
      response.writeHead(status, type === null ? {} : { 'content-type': type }).end(answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => { server.close() })
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return { url: `http://127.0.0.1:${port}`, calls }
}
