/** Somebody who can sign in at every simulated provider. What a provider knows of them follows from this and from `ids.ts`. */
export interface Person {
  id: string
  /** Chosen by the person, hence anything at all. */
  name: string
  /** In Latin letters, where a provider has a field for it. */
  latinName: string
  email: { address: string, verified: boolean } | null
  avatar: boolean
  /** Whether providers tell the developer-wide id (`unionid`) always, or only from the second sign-in on. */
  unionid: 'always' | 'later'
  /** Ids that are numbers in JSON do not fit a double where the provider's range allows it. */
  longIds?: boolean
  /** The company whose directory the account belongs to (Google's `hd`). */
  company?: string
}

/** Addresses are under `example.com`, which belongs to nobody (RFC 2606). */
export const people: readonly Person[] = [
  { id: 'lan', name: '岚', latinName: 'Lan', email: { address: 'lan@example.com', verified: true }, avatar: true, unionid: 'always', company: 'example.com' },
  { id: 'bo', name: 'Bo', latinName: 'Bo', email: null, avatar: false, unionid: 'always' },
  { id: 'yu', name: '小雨🌧️👩‍👩‍👧', latinName: 'Yu', email: { address: 'yu@example.com', verified: false }, avatar: true, unionid: 'always' },
  { id: 'wan', name: '晚晚', latinName: 'Wan', email: { address: 'wan@example.com', verified: true }, avatar: true, unionid: 'later' },
  {
    id: 'mallory', name: '<script>alert("Mallory")</script>', latinName: '\'"><img src=x onerror=alert(1)>',
    email: { address: 'mallory@example.com', verified: true }, avatar: true, unionid: 'always',
  },
  { id: 'max', name: 'Max 9007199254740993', latinName: 'Max', email: { address: 'max@example.com', verified: true }, avatar: false, unionid: 'always', longIds: true },
]

export const findPerson = (id: string | undefined) => people.find(person => person.id === id)
