import type Provider from 'oidc-provider'
import type { AccessToken, Client, ClientCredentials, KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { extraOf } from './clients.ts'
import { provesItself } from './lost-answers.ts'

type ResourceToken = AccessToken | ClientCredentials
interface Asked { kind: string, clientId?: string | undefined, aud?: string | string[] | undefined }

/**
 * Whether an application may look at a token (RFC 7662): at its own, and as a resource server at access tokens that are meant for it,
 * whosever they are. Never without a proof of who asks.
 */
export function mayIntrospect(client: Client, token: Asked) {
  if (!provesItself(client)) return false
  if (token.clientId === client.clientId) return true
  const { resourceServer } = extraOf(client)
  return resourceServer !== null && token.kind !== 'RefreshToken' && token.aud === resourceServer
}

/** Under which a token of a service is stored: not its own name, by which userinfo would find it. */
const idOf = (token: string) => `resource-token:${token}`

/** What was signed, of which no more is needed. */
const Signed = z.object({ iat: z.number(), exp: z.number() })
const signedIn = (token: string) => Signed.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))

/**
 * Tokens of services are JWT, which the library neither stores nor introspects: a service that verifies them by itself hears nothing of a
 * session that has ended. We store under their hash what the library keeps of an opaque one, so that they are found as long as the
 * grant and the session go on; whatever was not issued here is not found. Where the library refuses to look at a JWT, after it has
 * authenticated who asks, we do.
 */
export function introspectResourceTokens(provider: Provider) {
  const { AccessToken, ClientCredentials } = provider

  const saveAccess = AccessToken.prototype.save
  AccessToken.prototype.save = async function saveKnown(...rest) {
    const value = await saveAccess.apply(this, rest)
    const { kind, clientId, aud, scope, jkt, accountId, grantId, gty, sessionUid, expiresWithSession } = this
    if (this.resourceServer) await keep(this, value, { kind, clientId, aud, scope, jkt, accountId, grantId, gty, sessionUid, expiresWithSession })
    return value
  }
  const saveMachine = ClientCredentials.prototype.save
  ClientCredentials.prototype.save = async function saveKnown(...rest) {
    const value = await saveMachine.apply(this, rest)
    const { kind, clientId, aud, scope, jkt } = this
    if (this.resourceServer) await keep(this, value, { kind, clientId, aud, scope, jkt })
    return value
  }
  const keep = async ({ adapter }: ResourceToken, value: string, known: object) => {
    const times = signedIn(value)
    await adapter.upsert(idOf(value), { ...known, ...times }, times.exp - times.iat)
  }

  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next()
    const { route, client, params } = ctx.oidc ?? {}
    if (route !== 'introspection' || !client || ctx.status !== 400 || !isOfJwt.safeParse(ctx.body).success) return
    const token = await findGoing(z.string().parse(params?.['token']))
    ctx.status = 200
    ctx.body = token && mayIntrospect(client, token) ? described(token) : { active: false }
  })

  async function findGoing(value: string) {
    const token: ResourceToken | undefined = await AccessToken.find(idOf(value)) ?? await ClientCredentials.find(idOf(value))
    if (!token?.isValid || !(token instanceof AccessToken)) return token?.isValid ? token : undefined
    const grant = await provider.Grant.find(token.grantId)
    return grant && grant.accountId === token.accountId && grant.clientId === token.clientId ? token : undefined
  }

  const described = (token: ResourceToken) => ({
    active: true,
    // As in the token itself (RFC 9068 section 2.2): who is signed in, or the program that asked for itself.
    sub: token instanceof AccessToken ? token.accountId : token.clientId,
    client_id: token.clientId, scope: token.scope || undefined, aud: token.aud, iss: provider.issuer, iat: token.iat, exp: token.exp,
    token_type: token.tokenType, ...(token.jkt !== undefined && { cnf: { jkt: token.jkt } }),
  })
}

/** How the library refuses. */
const isOfJwt = z.object({ error: z.literal('unsupported_token_type') })
