/** A few words kept between visits; never a credential. Reading what cannot be read gives `null`. */
export interface Memory {
  read: (key: string) => string | null
  write: (key: string, value: string | null) => void
}

/** Under which the session keeper leaves that somebody may be signed in. */
export const signedInKey = 'gatehouse-signed-in'

/** A storage that may be forbidden or full: then nothing is remembered, and nothing breaks. */
export function memoryIn(storage: () => Storage): Memory {
  return {
    read(key) {
      try {
        return storage().getItem(key)
      } catch {
        return null
      }
    },
    write(key, value) {
      try {
        if (value === null) storage().removeItem(key)
        else storage().setItem(key, value)
      } catch {
        // Not remembering is all that can happen.
      }
    },
  }
}
