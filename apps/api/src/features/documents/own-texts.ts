import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentName, Locale } from '@gatehouse/contracts'
import type { Settings } from '@gatehouse/settings'
import { documentsFolder } from '../../db/places.ts'

const day = 86_400

/** What our own texts say in figures, so that they stay true whatever the settings are. */
const figuresOf = (settings: Settings): Record<string, number> => ({
  auditDays: settings.AUDIT_RETENTION_DAYS,
  sessionDays: Math.ceil(settings.SESSION_ABSOLUTE_SECONDS / day),
  codeMinutes: Math.ceil(settings.CODE_LIFETIME_SECONDS / 60),
  programDays: Math.ceil(settings.OAUTH_REFRESH_TOKEN_SECONDS / day),
})

/** A text of ours in Markdown, with its figures. @throws Error where it names a figure that there is none of. */
export function ownText(document: DocumentName, locale: Locale, settings: Settings) {
  const figures = figuresOf(settings)
  return readFileSync(join(documentsFolder(), `${document}.${locale}.md`), 'utf8').replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const figure = figures[name]
    if (figure === undefined) throw new Error(`${document}.${locale}.md names ${name}, which is not known`)
    return String(figure)
  })
}
