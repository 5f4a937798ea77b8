import { useTranslation } from '../../composables/use-translation.ts'
import { useProviderLabel } from '../../providers/use-provider-name.ts'
import { useProviders } from '../../providers/use-providers.ts'

/** How people signed in, in words: by password, or through a provider; one that is not offered any more is told by its id. */
export function useMethodName() {
  const { t } = useTranslation()
  const providers = useProviders()
  const labelOf = useProviderLabel()
  return (method: string) => method === 'password' ? t('fields.password') : labelOf(providers.value.find(({ id }) => id === method)?.label ?? method)
}
