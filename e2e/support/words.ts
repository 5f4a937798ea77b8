import accountEn from '../../apps/web/src/locales/account.en.json' with { type: 'json' }
import accountZh from '../../apps/web/src/locales/account.zh-CN.json' with { type: 'json' }
import federationEn from '../../apps/web/src/locales/federation.en.json' with { type: 'json' }
import federationZh from '../../apps/web/src/locales/federation.zh-CN.json' with { type: 'json' }
import providersEn from '../../apps/web/src/locales/providers.en.json' with { type: 'json' }
import providersZh from '../../apps/web/src/locales/providers.zh-CN.json' with { type: 'json' }
import applicationsEn from '../../apps/web/src/locales/applications.en.json' with { type: 'json' }
import applicationsZh from '../../apps/web/src/locales/applications.zh-CN.json' with { type: 'json' }
import authorizationEn from '../../apps/web/src/locales/authorization.en.json' with { type: 'json' }
import authorizationZh from '../../apps/web/src/locales/authorization.zh-CN.json' with { type: 'json' }
import consoleEn from '../../apps/web/src/locales/console.en.json' with { type: 'json' }
import consoleZh from '../../apps/web/src/locales/console.zh-CN.json' with { type: 'json' }
import documentsEn from '../../apps/web/src/locales/documents.en.json' with { type: 'json' }
import documentsZh from '../../apps/web/src/locales/documents.zh-CN.json' with { type: 'json' }
import coreEn from '../../apps/web/src/locales/core.en.json' with { type: 'json' }
import coreZh from '../../apps/web/src/locales/core.zh-CN.json' with { type: 'json' }
import formsEn from '../../apps/web/src/locales/forms.en.json' with { type: 'json' }
import formsZh from '../../apps/web/src/locales/forms.zh-CN.json' with { type: 'json' }

/** Several files of messages, as the pages see them: one tree. */
function merged(...trees: object[]): object {
  const keys = new Set(trees.flatMap(tree => Object.keys(tree)))
  return Object.fromEntries([...keys].map((key): [string, unknown] => {
    const values = trees.map((tree): unknown => Reflect.get(tree, key)).filter(value => value !== undefined)
    return [key, values.every(isTree) ? merged(...values) : values.at(-1)]
  }))
}
const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null

const messages = {
  'en': merged(coreEn, formsEn, accountEn, providersEn, federationEn, authorizationEn, applicationsEn, consoleEn, documentsEn),
  'zh-CN': merged(coreZh, formsZh, accountZh, providersZh, federationZh, authorizationZh, applicationsZh, consoleZh, documentsZh),
}
export type Language = keyof typeof messages

/** The sentence a page shows in a language; `values` fill its places. */
export function wordsIn(language: Language) {
  return (key: string, values: Record<string, string | number> = {}) => {
    const sentence = key.split('.').reduce<unknown>((tree, part) => isTree(tree) ? Reflect.get(tree, part) : undefined, messages[language])
    if (typeof sentence !== 'string') throw new Error(`there are no words for ${key}`)
    return sentence.replaceAll(/\{(\w+)\}/g, (_place, name: string) => String(values[name] ?? ''))
  }
}

/** Matches a sentence of which a part is not known beforehand: `patternOf(t('code.sendAgainIn', { seconds: '…' }))`. */
export const patternOf = (sentence: string) => new RegExp(sentence.split('…').map(part => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replaceAll(/\s/g, String.raw`\s`)).join('.+'), 'u')
