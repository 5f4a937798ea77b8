import type { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Reply } from './decode-reply.ts'
import type { Person } from './identity.ts'
import type { ErrorMeanings } from './meanings.ts'
import type { Optional } from './optional.ts'
import type { Path } from './paths.ts'
import type { Send } from './send.ts'

/**
 * Reads a document and checks its shape: timed, limited in size, without redirects, decoded by content (`decode-reply.ts`).
 *
 * @throws UpstreamError also for errors that come with status 200, and for other shapes.
 */
export type Read = <T>(url: string, schema: z.ZodType<T>, headers?: Record<string, string>) => Promise<T>

/** What we are registered with at the provider. */
export interface Client { id: string, secret: string }

/** What the code was exchanged for. */
export interface Grant {
  accessToken: string
  /** The whole reply, where more is in it. */
  reply: Reply
  /** Our client id: within many providers, people have other ids for other clients. */
  clientId: string
  /** Of the attempt; ID tokens repeat it. */
  nonce: string
  /** For what is not needed to know who somebody is. */
  optional: Optional
}

/** For a provider whose token request is none of OAuth's. */
export interface Exchange {
  code: string
  client: Client
  /** Sends JSON and reads the reply as `Read` does. */
  post<T>(url: string, body: object, schema: z.ZodType<T>): Promise<T>
}

/** What is true of a provider: data, and functions where it deviates. It never sees a request, a cookie or a state. */
export interface Description {
  /** Its query sets the order of parameters, its fragment is kept. */
  authorizeUrl: string
  tokenUrl: string
  /** How the token is asked for: with a body (RFC 6749 section 3.2), unless the provider's documentation has everything in the query. */
  tokenMethod?: 'POST' | 'GET'
  scopes: readonly string[]
  scopeSeparator?: string
  /** Whether S256 challenges are understood (RFC 7636). */
  pkce?: boolean
  /** Whether it speaks of a nonce in ID tokens. */
  nonce?: boolean
  /** Names of the client's parameters, where they are not `client_id` and `client_secret`. */
  names?: { id: string, secret: string }
  bodyFormat?: 'form' | 'json'
  /** `body` unless said; only some know Basic. */
  credentialsIn?: 'body' | 'header'
  authorizeParams?: Readonly<Record<string, string>>
  /** What asks for a sign-in of this moment, over `authorizeParams`, where the provider can prove one. */
  freshParams?: Readonly<Record<string, string>>
  tokenParams?: Readonly<Record<string, string>>
  /** Whether the token request repeats `redirect_uri`; yes unless said. */
  sendsRedirectUri?: boolean
  /** What `iss` must be when it is in the callback (RFC 9207); of all its tenants when it is a template (`tenants.ts`). */
  issuer?: string
  /** Whether it has to be there. */
  issuerRequired?: boolean
  /** The name of the error in a reply, if it is one. RFC 6749 unless said. */
  errorOf?(reply: Reply): string | number | null | undefined
  /** What its own names of errors mean, in replies and in callbacks. */
  errors?: ErrorMeanings
  /** Where the access token is in the reply, if not at `access_token`. */
  accessTokenAt?: Path
  /** Asks for the token itself, and gives back a reply with `access_token`. */
  exchange?(call: Exchange): Promise<Reply>
  /** Who the token belongs to. */
  identify(read: Read, grant: Grant): Promise<Person>
}

interface Named {
  /** In addresses and settings: lower case letters, digits and hyphens. */
  id: string
  /** What people call it. */
  label: string
  /** The name of its picture in the front end. */
  icon: string
}

/** What a provider may use to find out about itself. */
export interface Network {
  send: Send
  read: Read
  /** Where an address is really called: the simulator stands in for all of them. */
  at(url: string): string
  clock: Clock
  /** Milliseconds. */
  deadline: number
  clientId: string
}

export interface Provider extends Named {
  /** Known beforehand, so that it can be compared before anybody is called. */
  issuer?: string
  /** Asked again every hour where it has to be looked up. */
  describe(network: Network): Promise<Description>
  errors?: ErrorMeanings
  /** Whether `describe` goes to the network. */
  discovered: boolean
  /** Whether it asks people anew on demand and says in a signed token when they signed in; no unless said. */
  provesFreshness?: boolean
  /** `trust` where it is known to have proved an address before it calls it verified; its flag counts for nothing otherwise. */
  emails?: 'ignore' | 'trust'
}

/** A provider that is described right here. */
export const oauth = ({ id, label, icon, emails = 'ignore', ...description }: Named & Description & Pick<Provider, 'emails'>): Provider & Description => ({
  id, label, icon, emails, ...description, discovered: false, describe: async () => description,
})
