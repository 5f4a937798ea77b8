import { z } from 'zod'
import { SettingsError } from './read.ts'
import type { Settings } from './settings.ts'

const version = (of: string) => z.string().regex(/^[\w.-]{1,40}$/, 'must be 1 to 40 letters, digits, dots, hyphens or underscores').optional().describe(
  `Version of ${of}. Users who have accepted another version are asked to accept this one. Corrections that do not change the meaning need no new version. Default: the version of the included text; required with a text of your own.`)
const address = (of: string) => z.string().max(2000).refine(
  text => URL.canParse(text.replaceAll('{locale}', 'en')) && /^https?:\/\/[^/?#@]+([/?#]|$)/i.test(text), 'must be an address like https://www.example.com/{locale}/terms').optional()
  .describe(`Address of your own ${of}, instead of the included text. \`{locale}\` is replaced by \`en\` or \`zh-CN\`.`)
const file = (of: string, name: string) => z.string().min(1).optional().describe(
  `Markdown file with your own ${of}, instead of the included text. \`${name}.en.md\` and \`${name}.zh-CN.md\` next to \`${name}.md\` are shown to readers of that language; one of the three is enough. Read at start. HTML is shown as text.`)

export const legalDocumentSettings = {
  TERMS_VERSION: version('the terms of service'),
  TERMS_URL: address('terms of service'),
  TERMS_FILE: file('terms of service', 'terms'),
  PRIVACY_VERSION: version('the privacy policy'),
  PRIVACY_URL: address('privacy policy'),
  PRIVACY_FILE: file('privacy policy', 'privacy'),
}

/** Versions of our own texts (`apps/api/documents`): a new one, when their meaning changes. */
const own = { terms: '2026-11-29', privacy: '2026-11-29' }

/** One document: where it is published, or its text in Markdown by language; both `null`: our own. */
export interface LegalDocument {
  version: string
  url: string | null
  texts: Partial<Record<'zh-CN' | 'en' | 'any', string>> | null
}
export interface LegalDocuments { terms: LegalDocument, privacy: LegalDocument }

/** Characters: a long contract has a hundred thousand. */
const longest = 400_000

/**
 * What people accept.
 *
 * @param readFile gives the text of a file; throws an error with the code `ENOENT` when there is none.
 * @throws SettingsError for a text of one's own without a version, one that is given twice, and one that cannot be read.
 */
export function legalDocumentsOf(settings: Settings, readFile: (path: string) => string): LegalDocuments {
  const read = (document: 'terms' | 'privacy', name: 'TERMS' | 'PRIVACY'): LegalDocument => {
    const [version, url, path] = [settings[`${name}_VERSION`], settings[`${name}_URL`], settings[`${name}_FILE`]]
    if (url !== undefined && path !== undefined) throw new SettingsError(`${name}_URL: cannot be set together with ${name}_FILE`)
    if (version === undefined && (url !== undefined || path !== undefined)) throw new SettingsError(`${name}_VERSION: is required together with ${name}_${url === undefined ? 'FILE' : 'URL'}`)
    return { version: version ?? own[document], url: url ?? null, texts: path === undefined ? null : textsOf(path, `${name}_FILE`, readFile) }
  }
  return { terms: read('terms', 'TERMS'), privacy: read('privacy', 'PRIVACY') }
}

function textsOf(path: string, name: string, readFile: (path: string) => string): LegalDocument['texts'] {
  const [, stem = path, ending = ''] = /^(.*?)(\.[^./\\]+)?$/.exec(path) ?? []
  const places = { 'any': path, 'en': `${stem}.en${ending}`, 'zh-CN': `${stem}.zh-CN${ending}` }
  const found: [string, string][] = Object.entries(places).flatMap(([locale, place]) => {
    const text = textAt(place, name, readFile)
    return text === null ? [] : [[locale, text] satisfies [string, string]]
  })
  if (found.length === 0) throw new SettingsError(`${name}: there is no file at ${path}`)
  return Object.fromEntries(found)
}

function textAt(path: string, name: string, readFile: (path: string) => string) {
  let text
  try {
    text = readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT') return null
    throw new SettingsError(`${name}: ${path} cannot be read${typeof code === 'string' ? ` (${code})` : ''}`)
  }
  if (text.trim() === '') throw new SettingsError(`${name}: ${path} is empty`)
  if (text.length > longest) throw new SettingsError(`${name}: ${path} is too long`)
  return text
}
