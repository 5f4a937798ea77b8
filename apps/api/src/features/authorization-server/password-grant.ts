import { identifier, presentedPassword } from '@gatehouse/contracts'
import { openIdScopes } from '@gatehouse/contracts/programs'
import { errors } from 'oidc-provider'
import type Provider from 'oidc-provider'
import { z } from 'zod'
import { Refusal } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Documents } from '../documents/documents.ts'
import type { SignIn } from '../sign-in/sign-in.ts'
import type { Store } from '../store.ts'
import type { UserRow } from '../users/users.ts'
import { refuseUnknown, unasked, wordsOf } from './default-scopes.ts'
import { visitorOf } from './visitors.ts'

/** Who a name and a password are; within the throttles of signing in, and noted as signing in is. */
export const createPasswordGrant = ({ signIn, store, documents }: { signIn: SignIn, store: Pick<Store, 'users'>, documents: Documents }) => ({
  verify: async ({ username, password }: { username: string, password: string }, clientId: string, visitor: Visitor) =>
    signIn.verify({ username, password }, clientId, visitor),

  /** Whether the person has accepted the present terms: a program that asks for a password cannot ask for that. */
  mayGoOn: (user: UserRow) => documents.pendingOf(user).length === 0,

  /** Whether the password that was right is still the account's; waits for a reset that is under way. */
  stillHolds: async ({ id, passwordHash }: UserRow) => store.users.confirmPassword(id, passwordHash ?? '', null),
})
export type PasswordGrant = ReturnType<typeof createPasswordGrant>

const Parameters = z.object({ username: z.string().min(1), password: z.string().min(1), scope: z.string().optional() })
/** What can be nobody's is looked up by no way of signing in: not every database takes all characters. */
const Credentials = z.object({ username: identifier, password: presentedPassword })

/**
 * The password grant (RFC 6749 section 4.3), which OAuth 2.1 has given up: for programs that are moving over, where server and
 * application both allow it.
 */
export function registerPasswordGrant(provider: Provider, passwordGrant: PasswordGrant) {
  provider.registerGrantType('password', async (ctx) => {
    const { client, params } = ctx.oidc
    const parsed = Parameters.safeParse(params)
    if (!client || !parsed.success) throw new errors.InvalidRequest('username and password are required')
    const scope = permittedScope(parsed.data.scope, client)
    const presented = Credentials.safeParse(parsed.data)
    if (!presented.success) throw wrong()
    const user = await passwordGrant.verify(presented.data, client.clientId, visitorOf(ctx)).catch(refuse)

    if (!passwordGrant.mayGoOn(user)) throw new errors.InvalidGrant('the person has to accept the terms of service first, by signing in on a page')
    const userId = user.id
    const grant = new provider.Grant({ clientId: client.clientId, accountId: userId })
    grant.addOIDCScope(scope)
    const grantId = await grant.save()
    // A reset ends every grant that it finds. One that came before this grant has replaced the password; later ones find it.
    if (!await passwordGrant.stillHolds(user)) {
      await grant.destroy()
      throw wrong()
    }
    ctx.oidc.entity('Grant', grant)
    const base = { client, accountId: userId, grantId, scope, gty: 'password' }
    const accessToken = new provider.AccessToken(base)
    ctx.oidc.entity('AccessToken', accessToken)
    const value = await accessToken.save()
    let refresh: string | undefined
    if (client.grantTypeAllowed('refresh_token')) {
      const refreshToken = new provider.RefreshToken({ ...base, rotations: 0 })
      ctx.oidc.entity('RefreshToken', refreshToken)
      refresh = await refreshToken.save()
    }
    ctx.body = { access_token: value, token_type: accessToken.tokenType, expires_in: accessToken.expiration, scope, ...(refresh !== undefined && { refresh_token: refresh }) }
  }, ['username', 'password', 'scope'])
}

/** As at the authorization endpoint, but without `openid`: nobody was signed in here whom an ID token could speak of. */
function permittedScope(wanted: string | undefined, client: { scope?: string | undefined }) {
  const asked = wordsOf(wanted)
  const known = asked.filter(scope => openIdScopes.some(one => one === scope))
  if (asked.length === 0) return unasked(client).join(' ')
  if (known.length === 0) return refuseUnknown(asked.join(' '))
  const refused = known.find(scope => scope !== 'openid' && scope !== 'offline_access' && !wordsOf(client.scope).includes(scope))
  if (refused !== undefined) throw new errors.InvalidScope('requested scope is not allowed', refused)
  return known.filter(scope => unasked(client).includes(scope)).join(' ')
}

/** RFC 6749 section 5.2: whatever is wrong with the person is `invalid_grant`; too many tries have their own status (RFC 6585). */
function refuse(error: unknown): never {
  if (!(error instanceof Refusal)) throw error
  if (error.code === 'rate_limited' || error.code === 'overloaded') {
    const busy = new errors.TemporarilyUnavailable(error.message)
    busy.status = busy.statusCode = error.code === 'rate_limited' ? 429 : 503
    throw busy
  }
  throw wrong()
}

const wrong = () => new errors.InvalidGrant('the name or the password is wrong')
