import { z } from 'zod'
import type { Read } from './provider.ts'
import { UpstreamError } from './upstream-error.ts'

const address = z.string().refine(text => URL.canParse(text) && /^https?:/i.test(text))
const texts = z.array(z.string()).optional()

/** As much of OpenID Connect Discovery 1.0 section 3 as we act upon. */
const Metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  userinfo_endpoint: address.nullish(),
  token_endpoint_auth_methods_supported: texts,
  id_token_signing_alg_values_supported: texts,
  authorization_response_iss_parameter_supported: z.boolean().nullish(),
})
export type Metadata = z.output<typeof Metadata>

/**
 * What a server says about itself, at the address of section 4 unless another is said. Its issuer has to be the configured one letter by letter (section 4.3): otherwise one server
 * could speak for another.
 *
 * @throws UpstreamError
 */
export async function discover(issuer: string, read: Read, url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`): Promise<Metadata> {
  const metadata = await read(url, Metadata).catch((error: unknown) => {
    // Nothing of it depends on who signs in: that there is nothing to read is for the operator to know.
    throw error instanceof UpstreamError && error.kind !== 'unavailable' ? new UpstreamError('misconfigured', { status: error.status, error: error.error ?? 'no_discovery', url }) : error
  })
  if (metadata.issuer !== issuer) throw new UpstreamError('misconfigured', { error: 'issuer_mismatch' })
  return metadata
}
