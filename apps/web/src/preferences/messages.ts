import type { FieldProblemCode, Locale, ProblemCode } from '@gatehouse/contracts'
import type { UnreachableReason } from '@gatehouse/client/errors'
import type accountEnglish from '../locales/account.en.json'
import type accountChinese from '../locales/account.zh-CN.json'
import type applicationsEnglish from '../locales/applications.en.json'
import type applicationsChinese from '../locales/applications.zh-CN.json'
import type authorizationEnglish from '../locales/authorization.en.json'
import type authorizationChinese from '../locales/authorization.zh-CN.json'
import type consoleEnglish from '../locales/console.en.json'
import type consoleChinese from '../locales/console.zh-CN.json'
import type coreEnglish from '../locales/core.en.json'
import type coreChinese from '../locales/core.zh-CN.json'
import type documentsEnglish from '../locales/documents.en.json'
import type documentsChinese from '../locales/documents.zh-CN.json'
import type federationEnglish from '../locales/federation.en.json'
import type federationChinese from '../locales/federation.zh-CN.json'
import type formsEnglish from '../locales/forms.en.json'
import type formsChinese from '../locales/forms.zh-CN.json'
import type providersEnglish from '../locales/providers.en.json'
import type providersChinese from '../locales/providers.zh-CN.json'

/**
 * Parts of the messages that are loaded together: what every page needs; what forms need that set something up; what the account
 * pages need; what the buttons of other sites need; what the pages need on which people come back from there; what programs ask
 * people for; what developers need; what operators need; the terms and the privacy policy.
 */
export type Section = 'core' | 'forms' | 'account' | 'providers' | 'federation' | 'authorization' | 'applications' | 'console' | 'documents'

/** Every reason the API can give has a sentence; where one is missing, this file does not compile. */
interface Explained {
  problems: Record<ProblemCode, string>
  fieldProblems: Record<FieldProblemCode, string>
  unreachable: Record<Exclude<UnreachableReason, 'aborted'>, string>
}
type Complete<Messages extends Explained> = Messages
type Same<Messages extends Other, Other> = Messages

export type CoreMessages = Same<typeof coreChinese, typeof coreEnglish> & Same<typeof coreEnglish, typeof coreChinese>
export type FormsMessages = Same<typeof formsChinese, typeof formsEnglish> & Same<typeof formsEnglish, typeof formsChinese>
export type AccountMessages = Same<typeof accountChinese, typeof accountEnglish> & Same<typeof accountEnglish, typeof accountChinese>
export type DocumentsMessages = Same<typeof documentsChinese, typeof documentsEnglish> & Same<typeof documentsEnglish, typeof documentsChinese>
export type ProvidersMessages = Same<typeof providersChinese, typeof providersEnglish> & Same<typeof providersEnglish, typeof providersChinese>
export type FederationMessages = Same<typeof federationChinese, typeof federationEnglish> & Same<typeof federationEnglish, typeof federationChinese>
export type AuthorizationMessages = Same<typeof authorizationChinese, typeof authorizationEnglish> & Same<typeof authorizationEnglish, typeof authorizationChinese>
export type ApplicationsMessages = Same<typeof applicationsChinese, typeof applicationsEnglish> & Same<typeof applicationsEnglish, typeof applicationsChinese>
export type ConsoleMessages = Same<typeof consoleChinese, typeof consoleEnglish> & Same<typeof consoleEnglish, typeof consoleChinese>

type Leaves<Messages> = { [Key in keyof Messages & string]: Messages[Key] extends string ? Key : `${Key}.${Leaves<Messages[Key]>}` }[keyof Messages & string]

/** Every message there is; a key that is not among them does not compile. */
export type MessageKey =
  | Leaves<Complete<CoreMessages & FormsMessages & DocumentsMessages & ProvidersMessages & FederationMessages & AuthorizationMessages & ApplicationsMessages & ConsoleMessages>>
  | Leaves<AccountMessages>

/** How each language calls itself. */
export const languageNames: Record<Locale, string> = { 'zh-CN': '中文', 'en': 'English' }
