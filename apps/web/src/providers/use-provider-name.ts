import { useTranslation } from '../composables/use-translation.ts'

/** What Chinese calls providers whose label is their name abroad. */
const chinese: Record<string, string> = { WeChat: '微信', Weibo: '微博', Feishu: '飞书', DingTalk: '钉钉' }

/** The name of a provider by itself, in the language of the page. */
export function useProviderLabel() {
  const { locale } = useTranslation()
  return (label: string) => locale.value === 'zh-CN' && Object.hasOwn(chinese, label) ? chinese[label] ?? label : label
}

/** The name of a provider as a part of a sentence: Chinese keeps a thin space to Latin letters and digits, and none to its own. */
export function useProviderName() {
  const { locale } = useTranslation()
  const labelOf = useProviderLabel()
  const thin = '\u2009'
  const edge = (character: string | undefined) => character !== undefined && !/\p{Script=Han}/u.test(character) ? thin : ''

  return (given: string) => {
    const label = labelOf(given)
    return locale.value === 'zh-CN' ? edge(label[0]) + label + edge(label.at(-1)) : label
  }
}
