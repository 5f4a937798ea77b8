import { openIdScopes } from '@gatehouse/contracts/programs'
import { useTranslation } from '../composables/use-translation.ts'
import { addressOf } from './address.ts'

/** What an application asks for. `resource` is the address of the server that the scope belongs to, where that is known. */
export interface AskedScope { name: string, resource?: string | null }

/** What a scope means: words of ours, or, for those of other servers, its name and the host that knows it. */
export type ScopeWords = { words: string } | { name: string, place: string | null }

export function useScopeWords() {
  const { t } = useTranslation()

  return ({ name, resource = null }: AskedScope): ScopeWords => {
    const known = resource === null ? openIdScopes.find(scope => scope === name) : undefined
    return known ? { words: t(`scopes.${known}`) } : { name, place: resource === null ? null : hostOf(resource) }
  }
}

/** Resources are named by addresses or by URNs; of an address the host is what people know. */
const hostOf = (resource: string) => addressOf(resource)?.host || resource
