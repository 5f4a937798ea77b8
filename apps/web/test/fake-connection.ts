import { createClient, createServerClock, createSessionKeeper, type Contracts } from '@gatehouse/client'
import { contracts } from '@gatehouse/contracts'
import axios, { AxiosError } from 'axios'
import { fakeBrowser } from '../../../packages/client/test/fake-browser.ts'
import type { Connection } from '../src/connection.ts'

export interface Answer { status: number, data?: unknown, headers?: Record<string, string> }
type Reply = (request: { body: unknown, authorization: string | undefined, repeatKey: string | undefined }) => Answer | Promise<Answer>

/** The real client and session keeper over an API that answers as told; what nobody told it about cannot be reached. */
export function fakeConnection(replies: Record<string, Reply>) {
  const requests: string[] = []
  const http = axios.create({
    adapter: async (config) => {
      const name = `${(config.method ?? 'get').toUpperCase()} ${config.url ?? ''}`
      requests.push(name)
      const reply = replies[name]
      if (!reply) throw new AxiosError('', 'ERR_NETWORK')
      const body: unknown = typeof config.data === 'string' ? JSON.parse(config.data) : undefined
      const { status, data = '', headers = {} } = await reply({ body, authorization: config.headers.get('Authorization')?.toString(), repeatKey: config.headers.get('Idempotency-Key')?.toString() })
      if (config.signal?.aborted) throw new AxiosError('', 'ERR_CANCELED')
      return { status, data, statusText: '', headers, config }
    },
  })
  const clock = createServerClock()
  const { sessions } = createClient(http, contracts)
  const keeper = createSessionKeeper({ refresh: () => sessions.refresh({ body: {} }), endCurrent: () => sessions.endCurrent() }, fakeBrowser().openTab().browser)
  const speak = <C extends Contracts>(more: C) => createClient(http, more, { credentials: keeper.credentials, clock })
  const connection: Connection = { api: speak(contracts), speak, keeper, serverNow: clock.now }
  return { connection, requests }
}

export const problem = (code: string, status: number, more = {}): Answer =>
  ({ status, data: { type: `urn:gatehouse:problem:${code}`, title: code, status, code, requestId: 'r1', ...more } })

export const wireUser = {
  id: '019a', username: 'ann', email: 'ann@example.com', emailVerified: true, mobile: null, displayName: 'Ann', avatarUrl: null, locale: 'en',
  hasPassword: true, isSuperuser: false, createdAt: '2026-01-01T00:00:00.000Z',
}
export const wireSession = { accessToken: 't1', tokenType: 'Bearer', expiresIn: 600, user: wireUser }
