import type { Settings } from '@gatehouse/settings'
import Provider, { errors } from 'oidc-provider'
import { z } from 'zod'
import { later, type Clock } from '../../lib/clock.ts'
import { openWith, sealWith } from '../../lib/keyring.ts'
import { newToken } from '../../lib/tokens.ts'
import type { Store } from '../store.ts'
import { keyOf } from './adapter.ts'

interface Needs { store: Pick<Store, 'authorization'>, clock: Clock, settings: Pick<Settings, 'REFRESH_GRACE_SECONDS'> }

const MakeId = z.custom<() => string>(value => typeof value === 'function')

/** Applications that prove who they are keep their refresh token: stolen, it is worth nothing without the proof (RFC 9700 section 4.14.2). */
export const provesItself = ({ clientAuthMethod }: { clientAuthMethod?: string | undefined }) => clientAuthMethod !== 'none'

/**
 * Refresh tokens of public applications are exchanged, each once. One that is sent twice within a short while gets the same successor,
 * as our own sessions do (`sessions/refresh.ts`): an answer was lost, or two workers were awake. Only the last one that was exchanged, and not once
 * its successor has been used: then it is stolen goods, and takes everything along.
 *
 * What the successor is called is decided by the statement that uses the old one up, and sealed with the old one, which we do not have:
 * whoever comes second opens it, and saves it again where the first has not come to that.
 */
export function replaceLostAnswers(provider: Provider, { store: { authorization }, clock, settings }: Needs) {
  const { RefreshToken } = provider
  const { prototype } = RefreshToken
  const successors = new WeakMap<object, string>()
  const since = () => later(clock.now(), -settings.REFRESH_GRACE_SECONDS)

  /** Whether the library is about to exchange it; looking at a token or revoking it is something else. */
  const isToBeExchanged = ({ clientId }: { clientId?: string | undefined }) => {
    const { route, client, params } = Provider.ctx?.oidc ?? {}
    return route === 'token' && params?.['grant_type'] === 'refresh_token' && client !== undefined && client.clientId === clientId && !provesItself(client)
  }

  const find = RefreshToken.find.bind(RefreshToken)
  Object.defineProperty(RefreshToken, 'find', {
    async value(id: string, options?: { ignoreExpiration?: boolean }) {
      const token = await find(id, options)
      if (!(token instanceof RefreshToken) || Reflect.get(token, 'consumed') === undefined || !isToBeExchanged(token)) return token
      // Decided below; what the library takes for used it does not ask about.
      if (await authorization.mayBeExchangedAgain(keyOf('RefreshToken', id), since())) Reflect.set(token, 'consumed', undefined)
      return token
    },
  })

  prototype.consume = async function consumeFor() {
    const key = keyOf('RefreshToken', this.jti)
    const candidate = newToken()
    const exchange = { successorKey: keyOf('RefreshToken', candidate), sealedSuccessor: sealWith(this.jti, key, candidate) }
    const sealed = await authorization.exchange(key, exchange, { now: clock.now(), since: since() })
    const successor = sealed && openWith(this.jti, key, sealed)
    if (!successor) throw new errors.InvalidGrant('already used')
    successors.set(this, successor)
  }

  const makeId = MakeId.parse(Reflect.get(prototype, 'generateTokenId'))
  Object.defineProperty(prototype, 'generateTokenId', {
    value() {
      const exchanged = Provider.ctx?.oidc.entities.RotatedRefreshToken
      return (exchanged && successors.get(exchanged)) ?? makeId.call(this)
    },
  })
}
