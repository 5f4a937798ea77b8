import { expect, test } from 'vitest'
import { fakeMemory } from '../../test/gatehouse.ts'
import { createTheme } from './theme.ts'

function open({ dark = false, memory = fakeMemory() } = {}) {
  const listeners: (() => void)[] = []
  const systemDark = { matches: dark, addEventListener: (_: string, listener: () => void) => { listeners.push(listener) } }
  const root: { dataset: DOMStringMap } = { dataset: {} }
  const theme = createTheme({ memory, systemDark, root })
  function becomeDark() {
    systemDark.matches = true
    for (const listener of listeners) listener()
  }
  return { theme, root, memory, becomeDark }
}

test('the theme is the system’s, also when that changes', () => {
  const { theme, becomeDark } = open()
  expect(theme.current.value).toBe('light')
  becomeDark()
  expect(theme.current.value).toBe('dark')
})

test('a chosen theme is kept, whatever the system asks for', () => {
  const { theme, root, memory } = open()
  theme.toggle()
  expect(root.dataset['theme']).toBe('dark')
  expect(open({ memory }).theme.current.value).toBe('dark')
})

test('choosing what the system asks for follows it again', () => {
  const { theme, root, memory } = open()
  theme.toggle()
  theme.toggle()
  expect(root.dataset['theme']).toBeUndefined()
  expect(memory.read('gatehouse-theme')).toBeNull()
})
