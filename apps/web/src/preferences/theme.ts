import type { Memory } from '@gatehouse/client/memory'
import { computed, shallowRef } from 'vue'

/** Read by `public/before-paint.js` too. */
const key = 'gatehouse-theme'

type Choice = 'light' | 'dark'
const isChoice = (text: string | null): text is Choice => text === 'light' || text === 'dark'

interface Needs {
  memory: Memory
  /** What the system asks for. */
  systemDark: { matches: boolean, addEventListener: (type: 'change', listener: () => void) => void }
  root: Pick<HTMLElement, 'dataset'>
}

/** Light or dark: as the system asks, until the person chooses; choosing what the system asks for follows it again. */
export function createTheme({ memory, systemDark, root }: Needs) {
  const kept = memory.read(key)
  const chosen = shallowRef<Choice | null>(isChoice(kept) ? kept : null)
  const system = shallowRef<Choice>(systemDark.matches ? 'dark' : 'light')
  systemDark.addEventListener('change', () => { system.value = systemDark.matches ? 'dark' : 'light' })
  const current = computed(() => chosen.value ?? system.value)

  return {
    current,
    toggle() {
      const wanted = current.value === 'dark' ? 'light' : 'dark'
      chosen.value = wanted === system.value ? null : wanted
      memory.write(key, chosen.value)
      if (chosen.value) root.dataset['theme'] = chosen.value
      else delete root.dataset['theme']
    },
  }
}
export type Theme = ReturnType<typeof createTheme>
