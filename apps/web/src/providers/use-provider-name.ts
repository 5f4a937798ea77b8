import { useTranslation } from '../composables/use-translation.ts'

/** The name of a provider as a part of a sentence: Chinese keeps a thin space to Latin letters and digits, and none to its own. */
export function useProviderName() {
  const { locale } = useTranslation()
  const thin = '\u2009'
  const edge = (character: string | undefined) => character !== undefined && !/\p{Script=Han}/u.test(character) ? thin : ''

  return (label: string) => locale.value === 'zh-CN' ? edge(label[0]) + label + edge(label.at(-1)) : label
}
