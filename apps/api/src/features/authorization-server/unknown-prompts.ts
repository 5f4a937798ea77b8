import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { supportedPrompts } from './configuration.ts'

/**
 * Takes values of `prompt` that we do not know for not said, so that a program that knows newer ones signs people in here, too (OpenID Connect
 * Core 1.0 section 3.1.2.1, errata set 2; the library refuses). Those that we know are in the discovery document. `none` stays strict:
 * with any other value it is refused.
 */
export function ignoreUnknownPrompts(provider: Provider) {
  Object.defineProperty(provider.OIDCContext.prototype, 'prompts', {
    get(this: KoaContextWithOIDC['oidc']) {
      const { prompt } = this.params ?? {}
      const asked = typeof prompt === 'string' ? prompt.split(' ').filter(value => value !== '') : []
      return new Set(asked.includes('none') ? asked : asked.filter(value => supportedPrompts.includes(value)))
    },
  })
}
