import { isIP } from 'node:net'
import { locales, type Locale } from '@gatehouse/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../lib/network.ts'
import type { Visitor } from '../lib/visitor.ts'
import { deviceHashOf, markDevice } from './cookies.ts'
import { departureFrom } from './departures.ts'

/** Who is asking. With a `reply`, a browser we have not met before gets a mark, to be told from others next time. */
export function visitorOf(request: FastifyRequest, reply?: FastifyReply): Visitor {
  return {
    ip: isIP(request.ip) === 0 ? null : request.ip,
    network: networkOf(request.ip),
    userAgent: readableAgent(request.headers['user-agent']),
    deviceHash: reply ? markDevice(request, reply) : deviceHashOf(request),
    locale: preferredLocale(request.headers['accept-language']),
    requestId: request.id,
    signal: departureFrom(request.raw.socket),
  }
}

/** At most 300 characters, none of which control anything. */
const readableAgent = (agent: string | undefined) => agent?.slice(0, 300).replaceAll(/\p{Cc}/gu, ' ') ?? null

/** The first language of an `Accept-Language` header (RFC 9110 section 12.5.4) that we speak, by weight; otherwise English. */
export function preferredLocale(header: string | undefined): Locale {
  const ranges = (header ?? '').slice(0, 500).split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().split(';')
    const weight = Number(parameters.find(parameter => parameter.trim().startsWith('q='))?.trim().slice(2) ?? 1)
    return { tag: tag.toLowerCase(), weight: Number.isFinite(weight) ? weight : 0 }
  })
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)
  for (const { tag } of wanted) {
    const spoken = locales.find(locale => tag.split('-')[0] === locale.split('-')[0])
    if (spoken) return spoken
  }
  return 'en'
}
