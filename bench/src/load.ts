import { Agent, request } from 'node:http'

/** One request of a load: an API without a body is asked by GET. */
export interface Ask { path: string, headers: Record<string, string>, form?: Record<string, string> }

const connections = 16

/**
 * Answers a second over 16 connections that stay open. Each waits for its answer before it asks again, and what an answer says can be
 * part of the next request: a refresh token is good for one.
 */
export async function requestsPerSecond(url: string, count: number, ask: () => Ask, take: (body: string) => void = () => undefined) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(url)

  const send = ({ path, headers, form }: Ask) => new Promise<void>((resolve, reject) => {
    const payload = form && new URLSearchParams(form).toString()
    const sent = request({
      agent, hostname, port, path, method: payload === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...(payload !== undefined && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': payload.length }) },
    }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => { body += chunk }).on('end', () => {
        if (answer.statusCode !== 200) return reject(new Error(`${path} was answered ${answer.statusCode}: ${body}`))
        take(body)
        resolve()
      })
    })
    sent.on('error', reject).end(payload)
  })

  let left = count
  const connection = async () => { while (left-- > 0) await send(ask()) }
  const begun = performance.now()
  await Promise.all(Array.from({ length: connections }, connection))
  const seconds = (performance.now() - begun) / 1000
  agent.destroy()
  return { count, seconds }
}
