import { useDependencies } from '../dependencies.ts'

/** The words of the page: `t(key, values)`, and the language they are in. */
export function useTranslation() {
  const { t, locale } = useDependencies().language
  return { t, locale }
}
