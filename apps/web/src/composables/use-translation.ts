import { computed } from 'vue'
import { useDependencies } from '../dependencies.ts'

/** The words of the page: `t(key, values)`, the language they are in, and what stands between two of its sentences. */
export function useTranslation() {
  const { t, locale } = useDependencies().language
  return { t, locale, gap: computed(() => locale.value === 'zh-CN' ? '' : ' ') }
}
