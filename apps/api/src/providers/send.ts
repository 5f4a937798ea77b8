import http from 'node:http'
import https from 'node:https'
import { guardedAgent, type Limits } from './guarded-agent.ts'
import { answerTooLarge, forbiddenAddress } from './guarded-lookup.ts'
import { UpstreamError } from './upstream-error.ts'

export interface Request {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
}

export interface RawReply {
  status: number
  type: string
  body: Buffer
}

/**
 * One request and its whole answer, whatever its status. Redirects are answers.
 *
 * @throws UpstreamError
 */
export type Send = (url: string, request?: Request) => Promise<RawReply>

/** Some refuse whoever has no name. */
export const userAgent = 'gatehouse'

/** The only way to providers beside the code exchange, which goes through the same agent. */
export function createSend(limits: Limits): Send {
  return (address, { method = 'GET', headers = {}, body, signal } = {}) => new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(unreachable(error))
    const url = new URL(address)
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method, agent: guardedAgent(url.protocol, limits), ...(signal && { signal }),
      headers: { 'accept': 'application/json', 'user-agent': userAgent, 'accept-encoding': 'identity', ...headers },
    }, (response) => {
      const chunks: Buffer[] = []
      response.on('error', fail)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body: Buffer.concat(chunks) }))
    })
    request.on('error', fail)
    request.end(body)
  })
}

/** What a failed connection means; only the code of the error survives. */
export function unreachable(error: unknown) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code === forbiddenAddress) return new UpstreamError('misconfigured', { error: 'address_not_allowed', reach: 'not_called' })
  // By the proxy: us, or the address.
  if (/^proxy_4/.test(code ?? '')) return new UpstreamError('misconfigured', { error: code, reach: 'not_called' })
  return new UpstreamError('unavailable', { error: code, reach: code === answerTooLarge ? 'answered' : 'silent' })
}
