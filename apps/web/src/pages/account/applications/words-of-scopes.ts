import { openIdScopes } from '@gatehouse/contracts/programs'
import { useTranslation } from '../../../composables/use-translation.ts'

/** What a scope lets a program do, in the words of its developer; those of other services are theirs to explain. */
export function useWordsOfScopes() {
  const { t } = useTranslation()
  return (scope: string) => {
    const known = openIdScopes.find(one => one === scope)
    return t(known ? `applications.scopeWords.${known}` : 'applications.scopeWords.other')
  }
}
