import { contracts } from '@gatehouse/contracts'
import axios, { AxiosError, type InternalAxiosRequestConfig } from 'axios'
import { expect, expectTypeOf, test, vi } from 'vitest'
import { sessionOf } from '../test/fake-api.ts'
import { ApiProblem } from './api-problem.ts'
import { createClient, type ClientOptions } from './create-client.ts'
import { Unreachable } from './unreachable.ts'

interface Answer { status: number, data?: unknown, headers?: Record<string, string> }

const problem = (code: string, status: number, more = {}) =>
  ({ status, data: { type: `urn:gatehouse:problem:${code}`, title: code, status, code, requestId: 'r1', ...more } })

/** Credentials of nobody, who would not even find out. */
const nobody = { token: async () => null, tokenOfKnown: async () => null, replace: async () => null }

const wireUser = { ...sessionOf('ann').user, createdAt: '2026-01-01T00:00:00.000Z' }
const wireSession = { ...sessionOf('ann'), user: wireUser }

/** A client over an API that gives these answers in turn. */
function clientOf(answers: (Answer | AxiosError)[], options?: ClientOptions) {
  const requests: InternalAxiosRequestConfig[] = []
  const http = axios.create({
    baseURL: 'https://api.example.com',
    adapter: async (config) => {
      requests.push(config)
      const answer = answers.shift()
      if (!answer || answer instanceof AxiosError) throw answer ?? new Error('no answer left')
      return { data: answer.data ?? '', status: answer.status, statusText: '', headers: answer.headers ?? {}, config }
    },
  })
  return { api: createClient(http, contracts, options), requests }
}

test('an answer is parsed by its contract: instants are dates', async () => {
  const { api } = clientOf([{ status: 200, data: wireSession }])
  const session = await api.signIn.authorize({ body: { username: 'ann', password: 'x' } })
  expect(session).toEqual(sessionOf('ann'))
  expectTypeOf(session.user.createdAt).toEqualTypeOf<Date>()
})

test('an answer without content is undefined', async () => {
  const { api } = clientOf([{ status: 204 }])
  expect(await api.sessions.refresh({ body: {} })).toBeUndefined()
})

test('requests carry the language, the cookies, the path and the query of their contract', async () => {
  const { api, requests } = clientOf([{ status: 200, data: { username: 'a/b', count: 0 } }], { language: () => 'zh-CN' })
  await api.availability.countUsername({ params: { username: 'a/b' } })
  expect(requests[0]).toMatchObject({ method: 'get', url: '/usernames/a%2Fb/count', withCredentials: true })
  expect(requests[0]?.headers.get('Accept-Language')).toBe('zh-CN')
  expect(requests[0]?.headers.get('Authorization')).toBeUndefined()
})

test('a refusal says its code, its fields, its wait and its request', async () => {
  const errors = [{ path: 'username', code: 'too_short', message: '' }]
  const { api } = clientOf([problem('validation_failed', 400, { errors, retryAfter: 7 })])
  const error: unknown = await api.availability.countUsername({ params: { username: 'a' } }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ApiProblem)
  expect(error).toMatchObject({ code: 'validation_failed', status: 400, errors, retryAfter: 7, requestId: 'r1' })
})

test('a wait is read from the header when the problem names none', async () => {
  const { api } = clientOf([{ ...problem('rate_limited', 429), headers: { 'retry-after': '30' } }])
  await expect(api.signIn.authorize({ body: { username: 'ann', password: 'x' } })).rejects.toMatchObject({ retryAfter: 30 })
})

test('a page that was opened at an address the API does not answer to is told apart from a missing connection', async () => {
  const { api } = clientOf([new AxiosError('', 'ERR_NETWORK')], { isElsewhere: () => true })
  await expect(api.signIn.authorize({ body: { username: 'ann', password: 'x' } })).rejects.toMatchObject({ reason: 'elsewhere' })
})

test.each([
  ['offline', new AxiosError('', 'ERR_NETWORK')],
  ['timeout', new AxiosError('', 'ECONNABORTED')],
  ['aborted', new AxiosError('', 'ERR_CANCELED')],
  ['unreadable', { status: 502, data: '<h1>Bad gateway</h1>' }],
  ['unreadable', problem('a_code_of_tomorrow', 400)],
  ['unreadable', { status: 200, data: { accessToken: 7 } }],
] as const)('no readable answer is told from a refusal: %s', async (reason, answer) => {
  const { api } = clientOf([answer])
  const error: unknown = await api.signIn.authorize({ body: { username: 'ann', password: 'x' } }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(Unreachable)
  expect(error).toMatchObject({ reason })
})

test('input that its contract refuses is not sent', async () => {
  const { api, requests } = clientOf([])
  const body = { email: 'a@example.com', codeRequestId: '019a0000-0000-7000-8000-000000000000', emailCode: '12', password: 'a', passwordConfirmation: 'b' }
  await expect(api.recovery.resetPassword({ body })).rejects.toMatchObject({
    code: 'validation_failed', errors: [{ path: 'emailCode', code: 'code_format' }, { path: 'passwordConfirmation', code: 'password_mismatch' }],
  })
  expect(requests).toEqual([])
})

test('an endpoint that needs a session brings the access token', async () => {
  const credentials = { ...nobody, token: async () => 't1' }
  const { api, requests } = clientOf([{ status: 200, data: wireUser }], { credentials })
  await api.account.me()
  expect(requests[0]?.headers.get('Authorization')).toBe('Bearer t1')
})

test('an endpoint that needs a session is not called without one', async () => {
  const { api, requests } = clientOf([], { credentials: nobody })
  await expect(api.account.me()).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(requests).toEqual([])
})

test('a code for somebody who is signed in is asked for with the token, for anybody else without', async () => {
  const answer = { status: 202, data: { requestId: 'r', resendAfter: 60, expiresIn: 600 } }
  const body = { email: 'a@example.com', purpose: 'change-email' } as const
  const signedIn = clientOf([answer], { credentials: { ...nobody, tokenOfKnown: async () => 't1' } })
  await signedIn.api.verificationCodes.request({ body })
  expect(signedIn.requests[0]?.headers.get('Authorization')).toBe('Bearer t1')
  const signedOut = clientOf([answer], { credentials: nobody })
  await signedOut.api.verificationCodes.request({ body })
  expect(signedOut.requests[0]?.headers.get('Authorization')).toBeUndefined()
})

test('a refused token is replaced, and the request repeated once', async () => {
  const replace = vi.fn(async () => 't2')
  const { api, requests } = clientOf([problem('unauthenticated', 401), problem('unauthenticated', 401)], { credentials: { ...nobody, token: async () => 't1', replace } })
  await expect(api.account.me()).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(requests.map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer t1', 'Bearer t2'])
  expect(replace).toHaveBeenCalledExactlyOnceWith('t1', 'unauthenticated')
})

const registration = {
  username: 'ann-lee', email: 'ann@example.com', codeRequestId: '019a0000-0000-7000-8000-000000000000', emailCode: '123456',
  password: 'copper lantern orbit', passwordConfirmation: 'copper lantern orbit', acceptTerms: true,
} as const
const keysOf = (requests: InternalAxiosRequestConfig[]) => requests.map(({ headers }) => headers.get('Idempotency-Key'))

test('a request whose answer was lost is sent again with its key; one that was answered, or is another, with a new one', async () => {
  const lost = [new AxiosError('', 'ERR_NETWORK'), new AxiosError('', 'ETIMEDOUT'), { status: 502, data: '<h1>Bad gateway</h1>' }, problem('internal', 500), problem('request_in_progress', 409)]
  const { api, requests } = clientOf([...lost, { status: 201, data: wireSession }, { status: 201, data: wireSession }, problem('code_invalid', 400), { status: 201, data: wireSession }])
  const register = (body = registration) => api.registration.register({ body }).catch(() => null)
  for (const _ of lost) await register()
  expect(await register()).toEqual(sessionOf('ann'))
  const [first, ...same] = keysOf(requests)
  expect(first).toMatch(/^"[0-9a-f]{32}"$/)
  expect(new Set(same)).toEqual(new Set([first]))
  await register()
  await register()
  await register()
  expect(new Set(keysOf(requests)).size).toBe(4)
})

test('what was put right after an answer was lost is another request', async () => {
  const { api, requests } = clientOf([new AxiosError('', 'ERR_NETWORK'), { status: 201, data: wireSession }])
  await expect(api.registration.register({ body: registration })).rejects.toBeInstanceOf(Unreachable)
  await api.registration.register({ body: { ...registration, username: 'ann-lin' } })
  expect(new Set(keysOf(requests)).size).toBe(2)
})

test('a token that is replaced on the way changes no key; endpoints that honour none get none', async () => {
  const credentials = { ...nobody, tokenOfKnown: async () => 't1', replace: async () => 't2' }
  const { api, requests } = clientOf([problem('unauthenticated', 401), { status: 200, data: { session: wireSession, next: null } }, { status: 200, data: wireSession }], { credentials })
  await api.federation.bind({ body: {} })
  await api.signIn.authorize({ body: { username: 'ann', password: 'x' } })
  const [first, second, none] = keysOf(requests)
  expect(first).toMatch(/^"[0-9a-f]{32}"$/)
  expect([second, none]).toEqual([first, undefined])
})

test('what a contract does not take does not compile', () => {
  const { api } = clientOf([])
  expectTypeOf(api.signIn.authorize).parameter(0).toHaveProperty('body')
  // @ts-expect-error the password is missing
  void (() => api.signIn.authorize({ body: { username: 'ann' } }))
  expectTypeOf(api.signIn).not.toHaveProperty('nothing')
})
