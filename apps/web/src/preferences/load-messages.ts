import { compile, type MessageFunction, type ResourceNode } from '@intlify/core-base'
import type { Locale } from '@gatehouse/contracts'
import { loadPart } from '../load-part.ts'
import type { Section } from './messages.ts'

/** Messages by their whole keys, such as `signIn.title`. */
export type Messages = Map<string, MessageFunction>

/** Those that first visits can need; where the others are is known later. */
const files = import.meta.glob<Record<string, unknown>>('../locales/{core,forms,documents,providers,federation}.*.json', { import: 'default' })
const laterFiles = () => loadPart(() => import('./later-messages.ts')).then(later => later.files)

/** One section of the messages in one language: a chunk of its own, whose sentences the build has parsed. */
export async function loadMessages(section: Section, locale: Locale): Promise<Messages> {
  const name = `../locales/${section}.${locale}.json`
  const load = files[name] ?? (await laterFiles())[name]
  if (!load) throw new Error(`there are no messages for ${section} in ${locale}`)
  return new Map(flatten(await loadPart(load), locale))
}

function flatten(messages: Record<string, unknown>, locale: Locale, prefix = ''): [string, MessageFunction][] {
  return Object.entries(messages).flatMap(([name, value]) => {
    const key = prefix + name
    if (isSentence(value)) return [[key, compile(value, { locale, key })]]
    return isGroup(value) ? flatten(value, locale, `${key}.`) : []
  })
}

/** A sentence as text, or parsed: the root of its tree has the type 0. */
const isSentence = (value: unknown): value is string | ResourceNode =>
  typeof value === 'string' || (isGroup(value) && (value['t'] === 0 || value['type'] === 0))

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
