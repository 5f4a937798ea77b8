import { steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'

/** A decimal number of 21 digits, as text: far too long for a double. */
export const googleSubOf = ({ id }: Person) => steady.digits(21, 'google', id)

const longNames: Record<string, string> = {
  email: 'https://www.googleapis.com/auth/userinfo.email',
  profile: 'https://www.googleapis.com/auth/userinfo.profile',
}

/** Scopes as Google writes them in replies, whatever they were called in the request. */
export const longScopes = (scopes: readonly string[]) => scopes.map(scope => longNames[scope] ?? scope)

const asksFor = (scopes: readonly string[], name: string) => scopes.includes(name) || scopes.includes(longNames[name] ?? name)

/** What Google says of a person to a program with these scopes. `email_verified` is a flag, and a domain is named for accounts of a company only. */
export function googleClaims(person: Person, scopes: readonly string[]) {
  const { email, name, latinName, company } = person
  return {
    ...(asksFor(scopes, 'profile') && {
      name, given_name: latinName ?? name,
      picture: `https://lh3.googleusercontent.com/a/${steady.letters(22, 'google picture', person.id)}=s96-c`,
    }),
    ...(asksFor(scopes, 'email') && email && { email: email.address, email_verified: email.verified }),
    ...(company !== undefined && { hd: company }),
  }
}
