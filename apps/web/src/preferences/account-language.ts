import type { Locale } from '@gatehouse/contracts'
import { watch } from 'vue'
import type { useSessionStore } from '../stores/session.ts'
import type { Language } from './language.ts'

type SessionStore = ReturnType<typeof useSessionStore>

/**
 * Whoever signs in reads the pages in the language that is kept with the account, and mail, too, is in that one. It is kept on this device
 * as well: it goes on after signing out, and is there at the next first paint.
 */
export function followAccountLanguage(session: SessionStore, language: Language) {
  watch(() => session.user && `${session.user.id} ${session.user.locale}`, () => {
    // Words that cannot be loaded just now change nothing; the next page tries again.
    if (session.user && session.user.locale !== language.locale.value) void language.speak(session.user.locale).catch(() => undefined)
  })
}

/** Changes the language here, at once, and for whoever is signed in with the account. */
export async function chooseLanguage(wanted: Locale, session: SessionStore, language: Language) {
  await language.speak(wanted)
  if (session.user && session.user.locale !== wanted) await session.change(api => api.account.update({ body: { locale: wanted } }))
}
