import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProviderClient, SimulatedProvider } from '@gatehouse/settings'
import type { Answer } from '../oauth/answer.ts'
import type { Call, Parameters } from '../oauth/call.ts'
import type { Clock } from '../oauth/shelf.ts'
import type { Screen } from './sign-in.ts'

/** What a provider is made with. */
export interface Desk {
  client: ProviderClient
  /** Registered callback addresses; the first one serves where a program sends none. Never empty. */
  callbacks: readonly [string, ...string[]]
  now: Clock
  /** Origin of the simulator. */
  url: string
}

/** How a provider looks: a letter on a colour, never a logo. */
export interface Look {
  names: { 'zh-CN': string, 'en': string }
  letter: string
  /** Ground of the tile and of the bar. */
  colour: string
  /** What is written on that ground. */
  ink: string
}

/** A page for people. Its address is the upstream one without `https:/`. */
export interface PageRoute {
  url: string
  show(query: Parameters): Screen
}

/** An address for programs. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  answer(call: Call): Answer | Promise<Answer>
}

/** An address whose requests somebody else's server answers, body unread. */
export interface RawRoute {
  methods: ('GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS')[]
  url: string
  forPeople: boolean
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** A simulated provider: data for what is common, functions for what is its own. */
export interface Provider {
  id: SimulatedProvider
  look: Look
  /** Whether it has an id for all programs of one developer, which some people get later. */
  tellsUnionid?: boolean
  /** Every upstream host it serves; faults are planned by them. */
  hosts: readonly string[]
  pages: readonly PageRoute[]
  endpoints: readonly Endpoint[]
  raw?: readonly RawRoute[]
  /** What the fault `error_in_200` says: the provider's own way to fail, with status 200. */
  errorIn200: Answer
  /** For addresses that the provider does not have. */
  notFound(call: Call, host: string): Answer
  /** Everything it remembers of sign-ins. */
  keeps: readonly { clear(): void }[]
  /** Takes a new key to sign with, where it signs; the old one is no longer published. */
  rotateKey?(): void
}
