import type { Person } from './people.ts'

/** Developer-wide ids at one provider. Of some people it is told only from their second sign-in on, as when the application gets the right later. */
export function createUnionids(idOf: (person: Person) => string) {
  const seen = new Set<string>()
  return {
    /** Counts a sign-in. @returns the id, or `undefined` while the provider keeps it to itself. */
    signedIn(person: Person) {
      const told = person.unionid === 'always' || seen.has(person.id)
      seen.add(person.id)
      return told ? idOf(person) : undefined
    },
    clear() { seen.clear() },
  }
}
