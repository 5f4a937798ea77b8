import type { Answer } from '../oauth/answer.ts'
import type { Parameters } from '../oauth/call.ts'
import { findPerson, type Person } from '../people/people.ts'
import type { PageRoute } from './provider.ts'

/** What a page for people answers with. */
export type Screen =
  | { kind: 'redirect', url: string }
  /** The choice of a person; `scopes` are what the program asks for, `denials` the ways to say no, `address` that of the request if the page has another. */
  | { kind: 'choose', scopes: readonly string[], denials: readonly Denial[], address?: string }
  /** Something the provider says on a page of its own, in its own words. */
  | { kind: 'message', status: number, title: string, text: string }
  /** The person said no and the provider sends nobody back. */
  | { kind: 'closed' }
  | { kind: 'unknown-person' }
  | { kind: 'answer', answer: Answer }

/** A value of `simulator_person` that cancels, and how it does so. */
export type Denial = 'deny' | 'deny-state' | 'deny-error'

interface SignIn<Ask> {
  url: string
  /** Reads and checks what the program asks for. */
  read(query: Parameters): { ask: Ask, scopes: readonly string[] } | Screen
  /** Where the browser goes when a person agrees. */
  agreed(ask: Ask, person: Person): string
  denied(ask: Ask, how: Denial): Screen
  /** The first is what the real provider does. */
  denials?: readonly [Denial, ...Denial[]]
  /** Address of the page for people, where it is not the authorize address itself. */
  page?: (query: Parameters) => string
}

/** An authorize address: `simulator_person` answers at once, without it people are shown a page to choose on. */
export function signInAt<Ask>({ url, read, agreed, denied, denials = ['deny'], page }: SignIn<Ask>): PageRoute {
  return {
    url,
    show(query) {
      const asked = read(query)
      if ('kind' in asked) return asked
      const choice = query['simulator_person']
      if (choice === undefined) return page ? redirectTo(page(query)) : { kind: 'choose', scopes: asked.scopes, denials }
      const denial = denials.find(known => known === choice)
      if (denial) return denied(asked.ask, denial)
      const person = findPerson(choice)
      return person ? redirectTo(agreed(asked.ask, person)) : { kind: 'unknown-person' }
    },
  }
}

export const redirectTo = (url: string): Screen => ({ kind: 'redirect', url })
export const message = (title: string, text: string, status = 200): Screen => ({ kind: 'message', status, title, text })
