import { useDependencies } from '../dependencies.ts'

const key = 'gatehouse-typed-name'

/** The name or address that people typed to say who they are. It goes along between the pages to sign in, to register and to reset a password, in this tab. */
export function useTypedName() {
  const { tabMemory } = useDependencies()
  const read = () => tabMemory.read(key) ?? ''

  return {
    read,
    /** What was typed, where it may be an address; empty otherwise. */
    readAddress: () => /[@＠]/.test(read()) ? read() : '',
    keep: (name: string) => tabMemory.write(key, name === '' ? null : name),
    forget: () => tabMemory.write(key, null),
  }
}
