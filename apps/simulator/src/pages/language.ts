import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const language = z.enum(languages)
const cookie = 'gatehouse_simulator_language'
const year = 31_536_000

/** The language a page is asked for in: the one chosen before, or else the first of the browser's that we speak, or else English. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): Language {
  const chosen = headers.cookie?.split(/;\s*/).find(pair => pair.startsWith(`${cookie}=`))?.slice(cookie.length + 1)
  const known = language.safeParse(chosen)
  return known.success ? known.data : preferred(headers['accept-language'] ?? '')
}

/** `Accept-Language` (RFC 9110 section 12.5.4), by weight. */
function preferred(header: string): Language {
  const wanted = header.slice(0, 500).split(',').map((range) => {
    const [, tag = '', weight = '1'] = /^\s*([a-z]+)[\w-]*\s*(?:;\s*q=([\d.]+))?\s*$/i.exec(range) ?? []
    return { tag: tag.toLowerCase(), weight: Number(weight) }
  }).filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)
  for (const { tag } of wanted) {
    const spoken = languages.find(name => name.split('-')[0] === tag)
    if (spoken) return spoken
  }
  return 'en'
}

/**
 * Keeps the choice when a page is asked for with `?language=…`, and leads back to the page without it.
 *
 * @param parameter its name, on pages where `language` has another meaning.
 * @returns whether the request is answered.
 */
export function keepLanguage(request: FastifyRequest, reply: FastifyReply, parameter = 'language') {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const wanted = language.safeParse(searchParams.get(parameter))
  if (!wanted.success) return false
  searchParams.delete(parameter)
  const rest = searchParams.toString()
  reply.header('set-cookie', `${cookie}=${wanted.data}; Path=/; Max-Age=${year}; SameSite=Lax; HttpOnly`)
  reply.redirect(`${pathname}${rest && `?${rest}`}`, 303)
  return true
}
