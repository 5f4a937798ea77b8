import type { IncomingMessage } from 'node:http'
import type { ProviderClient } from '@gatehouse/settings'
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { pageHeaders } from '../http/security-headers.ts'
import { withQuery } from '../oauth/redirects.ts'
import type { SigningKey } from '../oauth/signing-key.ts'
import { steady } from '../people/ids.ts'
import { findPerson, people, type Person } from '../people/people.ts'
import type { createOpenidStorage } from './openid-storage.ts'

const hour = 3600
const fortnight = 1_209_600

interface Parts {
  issuer: string
  client: ProviderClient
  callbacks: readonly string[]
  key: SigningKey
  storage: ReturnType<typeof createOpenidStorage>
  /** Address of the page on which people choose. */
  page: string
  /** Instead of going back to a program that cannot be trusted with it. */
  errorPage(request: IncomingMessage, text: string): string
}

export const openidSubOf = ({ id }: Person) => steady.letters(24, 'openid', id)

/** A real OpenID server, `oidc-provider`, in which choosing a person is all the sign-in and consent there is. */
export async function createOpenidServer({ issuer, client, callbacks, key, storage, page, errorPage }: Parts) {
  // Only when somebody needs it: the library is large, and warns of Node 20 although it runs there.
  const { Provider, errors } = await import('oidc-provider')
  const configuration: Configuration = {
    adapter: storage.adapter,
    jwks: { keys: [await key.privateJwk()] },
    clients: [{
      client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [...callbacks],
      grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], id_token_signed_response_alg: 'RS256',
      // The time of signing in is in every ID token.
      require_auth_time: true,
    }],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'picture', 'updated_at'], email: ['email', 'email_verified'] },
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true },
      introspection: { enabled: true },
    },
    ttl: { AccessToken: hour, AuthorizationCode: 600, IdToken: hour, Interaction: hour, Session: hour, Grant: fortnight, RefreshToken: fortnight },
    expiresWithSession: () => false,
    interactions: { url: (_context, { params }) => withQuery(page, textOf(params)) },
    findAccount(_context, sub) {
      const person = people.find(known => openidSubOf(known) === sub)
      return person && { accountId: sub, claims: () => claimsOf(person) }
    },
    extraParams: { simulator_person: choose, simulator_language: null, simulator_signed_in: null },
    loadExistingGrant,
    renderError({ oidc, response, req }, { error, error_description: description = '' }) {
      // The library does so for programs, too, that prefer HTML.
      if (oidc?.route !== 'authorization') {
        response.body = { error, error_description: description }
        return
      }
      response.set(pageHeaders)
      response.type = 'html'
      response.body = errorPage(req, `${error}: ${description}`)
    },
  }
  const provider = new Provider(issuer, configuration)
  // Every request chooses its person anew; and cookies of `localhost` reach every program on it.
  provider.use(async (context, next) => {
    await next()
    context.remove('set-cookie')
  })
  return provider

  function choose({ oidc }: KoaContextWithOIDC, choice: string | undefined) {
    if (choice === undefined) return
    if (choice === 'deny') throw new errors.AccessDenied('End-User aborted interaction')
    const person = findPerson(choice)
    if (!person) throw new errors.InvalidRequest('unknown simulator_person')
    // Who chooses signs in now. `simulator_signed_in=3600` is a server that lets in whoever signed in an hour ago, whatever it is asked.
    const age = Number(oidc.params?.['simulator_signed_in'] ?? 0)
    oidc.session?.loginAccount({ accountId: openidSubOf(person), transient: true, loginTs: Math.floor(Date.now() / 1000) - (Number.isFinite(age) ? age : 0) })
    // Whatever else should be asked (`prompt=login`, `max_age`) has been answered by the choice.
    if (oidc.params) Object.assign(oidc.params, { prompt: undefined, max_age: undefined })
  }
}

/** Choosing a person grants all that was asked for. */
async function loadExistingGrant({ oidc }: KoaContextWithOIDC) {
  const { client, account, provider } = oidc
  if (!client || !account) return undefined
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope([...oidc.requestParamScopes].join(' '))
  grant.addOIDCClaims([...oidc.requestParamClaims])
  await grant.save()
  return grant
}

function claimsOf(person: Person) {
  const { id, name, email, avatar } = person
  return {
    sub: openidSubOf(person), name, preferred_username: id, updated_at: 1_700_000_000,
    ...(avatar && { picture: `https://openid.example.com/pictures/${id}.png` }),
    ...(email && { email: email.address, email_verified: email.verified }),
  }
}

const textOf = (params: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'string' || typeof value === 'number' ? String(value) : undefined]))
