import type { Memory } from '@gatehouse/client/memory'
import type { Locale } from '@gatehouse/contracts'
import { createMessageContext } from '@intlify/core-base'
import { readonly, shallowRef } from 'vue'
import type { Messages } from './load-messages.ts'
import { languageNames, type MessageKey, type Section } from './messages.ts'

/** Read by `public/before-paint.js` too. */
const key = 'gatehouse-language'

interface Needs {
  memory: Memory
  /** Languages the browser asks for, the dearest first. */
  preferred: readonly string[]
  load: (section: Section, locale: Locale) => Promise<Messages>
  root: Pick<HTMLElement, 'lang'>
}

export const isLocale = (text: string | null): text is Locale => text !== null && Object.hasOwn(languageNames, text)

/** The first language of a list that we speak; English when there is none. */
export function bestLocale(preferred: readonly string[]): Locale {
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN'
    if (/^en\b/i.test(tag)) return 'en'
  }
  return 'en'
}

/**
 * The language people read: the one they chose, or the one their browser asks for. Messages are in the format of vue-i18n and
 * told by its engine; they are loaded as pages need them.
 */
export function createLanguage({ memory, preferred, load, root }: Needs) {
  const kept = memory.read(key)
  const locale = shallowRef(isLocale(kept) ? kept : bestLocale(preferred))
  let wanted: Locale = locale.value
  const messages: Record<Locale, Messages> = { 'zh-CN': new Map(), 'en': new Map() }
  const needed = new Set<Section>()
  const loading = new Map<string, Promise<void>>()

  function loadOnce(section: Section, locale: Locale) {
    const name = `${section} ${locale}`
    const once = loading.get(name) ?? load(section, locale).then((loaded) => {
      for (const [key, message] of loaded) messages[locale].set(key, message)
    })
    loading.set(name, once)
    return once.catch((error: unknown) => {
      loading.delete(name)
      throw error
    })
  }

  root.lang = locale.value
  return {
    locale: readonly(locale),

    /** Makes a section's messages available, now and after every change of language. */
    async need(section: Section) {
      needed.add(section)
      let spoken
      do {
        spoken = locale.value
        await loadOnce(section, spoken)
      } while (spoken !== locale.value)
    },

    /** Changes the language, and keeps the choice. */
    async speak(next: Locale) {
      wanted = next
      let sections
      // Pages go on meanwhile, and need more.
      do {
        sections = [...needed]
        await Promise.all(sections.map(section => loadOnce(section, next)))
      } while (sections.length < needed.size)
      if (wanted !== next) return
      locale.value = next
      root.lang = next
      memory.write(key, next)
    },

    /** A message in the current language; `count` chooses between singular and plural. */
    t(key: MessageKey, values: Record<string, string | number> = {}): string {
      const message = messages[locale.value].get(key)
      const count = values['count']
      return message?.(createMessageContext<string>({ named: values, ...(typeof count === 'number' && { pluralIndex: count }) })) ?? key
    },
  }
}
export type Language = ReturnType<typeof createLanguage>
