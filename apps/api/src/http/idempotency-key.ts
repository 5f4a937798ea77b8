import type { Endpoint } from '@gatehouse/contracts'
import type { FastifyRequest } from 'fastify'
import { refuseField } from '../lib/refusal.ts'
import type { RepeatableRequest } from '../lib/repeatable-request.ts'
import { deviceMarkOf } from './cookies.ts'

/** Characters of a key, at most. */
const longest = 255

/** The string of a structured field (RFC 9651 section 3.3.3) without spaces and escapes, or the same without its quotes. */
const key = new RegExp(`^(?:"([!#-[\\]-~]{1,${longest}})"|([!#-[\\]-~]{1,${longest}}))$`)

/**
 * What a request with an `Idempotency-Key` is known by (draft-ietf-httpapi-idempotency-key-header); `null` without one.
 *
 * @param body as the contract reads it.
 * @param userId whose request it is, where that is who counts; otherwise it is the browser.
 * @throws Refusal of the field `Idempotency-Key`
 */
export function repeatable(request: FastifyRequest, { method, path }: Pick<Endpoint, 'method' | 'path'>, body: unknown, userId?: string): RepeatableRequest | null {
  const sent = request.headers['idempotency-key']
  if (sent === undefined) return null
  const [, quoted, bare] = key.exec(String(sent)) ?? []
  const read = quoted ?? bare
  if (read === undefined) throw refuseField('Idempotency-Key', 'invalid')
  return { key: read, caller: userId === undefined ? deviceMarkOf(request) : `account ${userId}`, content: JSON.stringify([method, path, body]) }
}
