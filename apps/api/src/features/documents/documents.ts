import { documentNames, locales, type DocumentName, type Locale, type PendingDocument } from '@gatehouse/contracts'
import type { Document } from '@gatehouse/contracts/documents'
import type { LegalDocument } from '@gatehouse/settings'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import { record } from '../audit/audit.ts'
import type { Dependencies } from '../dependencies.ts'
import type { UserRow } from '../users/users.ts'
import { readMarkdown } from './markdown.ts'
import { ownText } from './own-texts.ts'

type Accepted = Pick<UserRow, 'termsVersion' | 'privacyVersion'>

/** The versions that somebody accepts. */
export type Versions = Partial<Record<DocumentName, string | undefined>>

type Needs = Pick<Dependencies, 'settings' | 'legalDocuments' | 'store' | 'clock'>

/** The terms of service and the privacy policy: what they say, and who has accepted which version. */
export function createDocuments({ settings, legalDocuments, store, clock }: Needs) {
  const texts = new Map<string, Document>()

  function read(document: DocumentName, wanted: Locale): Document {
    const { version, url, texts: given } = legalDocuments[document]
    if (url !== null) return { document, version, locale: wanted, url: url.replaceAll('{locale}', wanted), title: null, tokens: [] }
    const { locale, text } = given ? choose(given, wanted) : { locale: wanted, text: ownText(document, wanted, settings) }
    return { document, version, locale, url: null, ...readMarkdown(text) }
  }

  const acceptedBy = (user: Accepted): Record<DocumentName, string | null> => ({ terms: user.termsVersion, privacy: user.privacyVersion })

  /** What somebody has yet to accept. */
  function pendingOf(user: Accepted): PendingDocument[] {
    const accepted = acceptedBy(user)
    return documentNames.flatMap((document) => {
      const { version } = legalDocuments[document]
      return accepted[document] === version ? [] : [{ document, version, accepted: accepted[document] }]
    })
  }

  return {
    /** A document in a language; in another one where its operator has none in it. */
    read(document: DocumentName, locale: Locale): Document {
      const name = `${document} ${locale}`
      const known = texts.get(name) ?? read(document, locale)
      texts.set(name, known)
      return known
    },

    pendingOf,

    /**
     * The one guard of whatever lets a program sign somebody in: an authorization, a device, the password grant.
     *
     * @throws Refusal `terms_not_accepted`; `session_ended` when the account is gone.
     */
    async requireAccepted(userId: string) {
      const user = await store.users.findById(userId)
      if (!user) throw new Refusal('session_ended')
      if (pendingOf(user).length > 0) throw new Refusal('terms_not_accepted')
    },

    /** What a new account of somebody who has accepted both is stored with. */
    accepting: (now: Date) => ({
      termsVersion: legalDocuments.terms.version, termsAcceptedAt: now, privacyVersion: legalDocuments.privacy.version, privacyAcceptedAt: now,
    }),

    /**
     * Notes that somebody accepts these versions; again is no error, and leaves the time as it was.
     *
     * @throws Refusal `terms_changed`: one of them is not the present one; then none is accepted. `session_ended`.
     */
    async accept({ userId, sessionId }: { userId: string, sessionId: string }, versions: Versions, visitor: Visitor): Promise<UserRow> {
      const named = documentNames.flatMap((document) => {
        const version = versions[document]
        return version === undefined ? [] : [{ document, version }]
      })
      if (named.some(({ document, version }) => legalDocuments[document].version !== version)) throw new Refusal('terms_changed')
      const now = clock.now()
      return store.transaction(async (queries) => {
        for (const { document, version } of named) {
          if (!await queries.users.acceptDocument(userId, document, version, now)) continue
          await record(queries, visitor, { action: 'terms.accepted', result: 'success', userId, sessionId, at: now, details: { document, version } })
        }
        const user = await queries.users.findById(userId)
        if (!user) throw new Refusal('session_ended')
        return user
      })
    },
  }
}
export type Documents = ReturnType<typeof createDocuments>

/** The text in a language, for all languages, or in whichever there is. */
function choose(texts: NonNullable<LegalDocument['texts']>, wanted: Locale) {
  const [other = wanted] = locales.filter(locale => texts[locale] !== undefined)
  const own = texts[wanted] ?? texts.any
  return own === undefined ? { locale: other, text: texts[other] ?? '' } : { locale: wanted, text: own }
}
