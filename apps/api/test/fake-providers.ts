import type { UpstreamIdentity } from '../src/providers/identity.ts'
import { meaningOf } from '../src/providers/meanings.ts'
import type { Providers } from '../src/providers/providers.ts'
import { UpstreamError } from '../src/providers/upstream-error.ts'

type Upstream = NonNullable<ReturnType<Providers['find']>>
type Person = Partial<UpstreamIdentity> & { subject: string }

export const noProviders: Providers = { list: () => [], find: () => null }

/** Whom a provider vouches for, with what a test says of them. */
export const upstreamPerson = ({ subject, ...rest }: Person): UpstreamIdentity =>
  ({ keys: [{ scope: 'app', subject }], displayName: null, avatarUrl: null, email: null, username: null, ...rest })

/**
 * Providers without a network: people agree there by `agree`, which answers with the code that the browser brings back. Each code is
 * good once, with the verifier and nonce of its own attempt, as at a real one.
 */
export function createFakeProviders() {
  const codes = new Map<string, { identity: UpstreamIdentity | UpstreamError, provider: string, verifier: string | null }>()
  const begun = new Map<string, { verifier: string, nonce: string, provider: string }>()
  const asked: { code: string, verifier: string, nonce: string }[] = []
  const disabled = new Set<string>()
  const distrusted = new Set<string>()
  let counter = 0

  const upstream = (id: string, label: string, more: Partial<Upstream> = {}): Upstream => ({
    id, label, icon: id, provisioning: 'bind', roles: 'ignore', trustsEmails: true, provesFreshness: false, callback: 'web',
    async loginUrl({ state, verifier, nonce, isFresh }) {
      begun.set(state, { verifier, nonce, provider: id })
      return `https://${id}.example/authorize?state=${state}${isFresh ? '&fresh=1' : ''}`
    },
    async identify({ code, iss, verifier, nonce, missed }) {
      if (iss !== undefined && iss !== `https://${id}.example`) throw new UpstreamError('wrong_issuer')
      asked.push({ code, verifier, nonce })
      const known = codes.get(code)
      codes.delete(code)
      if (!known || known.provider !== id || known.verifier !== verifier) throw new UpstreamError('refused', { error: 'invalid_grant' })
      if (known.identity instanceof UpstreamError) throw known.identity
      if (known.identity.unknown) missed?.(new UpstreamError('unavailable', { status: 500, url: `https://api.${id}.example/emails` }))
      return known.identity
    },
    declined: ({ error, description }) => new UpstreamError(error === undefined ? 'denied' : meaningOf(error, 'callback'), { error, description }),
    ...more,
  })
  const upstreams = [
    upstream('github', 'GitHub'), upstream('wechat', 'WeChat'), upstream('office', 'Office', { provisioning: 'create', roles: 'trust' }),
    upstream('legacy', 'Legacy', { callback: 'api' }), upstream('company', 'Company', { provesFreshness: true }),
  ]
  const enabled = () => upstreams.filter(({ id }) => !disabled.has(id))

  return {
    list: () => enabled().map(({ id, label, icon }) => ({ id, label, icon })),
    find(id: string) {
      const found = enabled().find(upstream => upstream.id === id)
      return found ? { ...found, trustsEmails: !distrusted.has(id) } : null
    },
    /** What was asked of any provider: nothing, where an answer was refused before. */
    asked,
    disable: (id: string) => disabled.add(id),
    /** From now on its word for an address counts for nothing. */
    distrust: (id: string) => distrusted.add(id),
    /** The person agrees at the provider; or it fails there. */
    agree(state: string, identity: UpstreamIdentity | UpstreamError) {
      const attempt = begun.get(state)
      const code = `code-${++counter}`
      codes.set(code, { identity, provider: attempt?.provider ?? '', verifier: attempt?.verifier ?? null })
      return code
    },
  } satisfies Providers & Record<string, unknown>
}
