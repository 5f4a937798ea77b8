import type { Provider } from '../providers/provider.ts'

/** The colours of every provider as a style sheet; pages must not have styles of their own. */
export const stylesOf = (providers: readonly Provider[]) => providers.map(({ id, look }) =>
  `.provider-${id} { --brand: ${look.colour}; --on-brand: ${look.ink}; }\n`).join('')
