import type { WaitingIdentity } from '@gatehouse/contracts'
import type { Memory } from '@gatehouse/client/memory'
import { useDependencies } from '../../dependencies.ts'

/** With an account there is, or with one to be made. */
export type Way = 'existing' | 'new'

/** What people type on the binding page; passwords and codes are kept nowhere. */
export interface Typed {
  way: Way | null
  username: string
  displayName: string
  email: string
  withPassword: boolean
  /** Of the account there is. */
  identifier: string
}

/** What this tab knows of the identity that it shows, to go on after a reload, or to begin again when the ticket has run out. */
export interface BindingNote {
  reference: string
  provider: { id: string, label: string }
  /** Tells people apart, as far as their provider does. */
  who: string
  next: string | null
  remember: boolean
  typed: Typed
}

const key = 'gatehouse-binding'
/** The longest name that accounts have, in characters. */
const longestName = 50

export function readBindingNote(tabMemory: Memory): BindingNote | null {
  try {
    const note: unknown = JSON.parse(tabMemory.read(key) ?? 'null')
    return isNote(note) ? note : null
  } catch {
    return null
  }
}

/** What people typed about the identity that waits: it survives a reload, the other way to go on, and coming anew from the provider. */
export function useBindingNote() {
  const { tabMemory } = useDependencies()
  const write = (note: BindingNote) => tabMemory.write(key, JSON.stringify(note))
  const read = () => readBindingNote(tabMemory)

  return {
    read,

    /** Begins with what the provider has said, unless this very person was here before. */
    open({ reference, provider: { id, label }, profile, email, next, remember }: WaitingIdentity, way: Way | null): Typed {
      const who = JSON.stringify([id, profile.displayName, email?.address])
      const before = read()
      const typed = before?.who === who ? before.typed : {
        way, username: profile.username ?? '', displayName: [...profile.displayName ?? ''].slice(0, longestName).join(''), email: email?.address ?? '',
        withPassword: false, identifier: '',
      }
      write({ reference, provider: { id, label }, who, next, remember, typed })
      return typed
    },

    keep(part: Partial<Typed>) {
      const note = read()
      if (note) write({ ...note, typed: { ...note.typed, ...part } })
    },

    forget: () => tabMemory.write(key, null),
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const allAre = (type: string, value: object, names: string[]) => names.every(name => typeof Reflect.get(value, name) === type)

const isTyped = (value: unknown): value is Typed => isObject(value) && 'way' in value && [null, 'existing', 'new'].some(way => way === value.way)
  && allAre('string', value, ['username', 'displayName', 'email', 'identifier']) && allAre('boolean', value, ['withPassword'])

const isNote = (value: unknown): value is BindingNote => isObject(value) && allAre('string', value, ['reference', 'who']) && allAre('boolean', value, ['remember'])
  && 'next' in value && (value.next === null || typeof value.next === 'string')
  && 'provider' in value && isObject(value.provider) && allAre('string', value.provider, ['id', 'label'])
  && 'typed' in value && isTyped(value.typed)
