import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Clock } from '../../lib/clock.ts'
import { recordAlone } from '../audit/audit.ts'
import type { Store } from '../store.ts'
import { visitorOf } from './visitors.ts'

/**
 * Notes what goes wrong between applications and us: secrets that do not fit, and codes or tokens that are used a second time,
 * which ends everything that was made of them. What the library stores has no transaction; these are written right after it.
 */
export function keepTrail(provider: Provider, { store, clock }: { store: Store, clock: Clock }) {
  const revoked = new WeakSet<object>()
  provider.on('grant.revoked', ctx => revoked.add(ctx.req))

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next()
    const { oidc } = ctx
    if (!oidc || ctx.status < 400) return
    const at = clock.now()
    const clientId = oidc.client?.clientId ?? null
    if (ctx.status === 401 && clientId !== null && oidc.route !== 'userinfo') {
      await recordAlone(store, visitorOf(ctx), { action: 'application.rejected', result: 'failure', userId: null, clientId, at })
    }
    if (oidc.route === 'token' && revoked.has(ctx.req)) {
      const userId = oidc.entities.AuthorizationCode?.accountId ?? oidc.entities.RefreshToken?.accountId ?? null
      await recordAlone(store, visitorOf(ctx), { action: 'token.reused', result: 'failure', userId, clientId, at })
    }
  })
}
