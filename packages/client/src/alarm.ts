import type { Page } from './browser.ts'

/** The longest delay `setTimeout` takes, in milliseconds. */
const longest = 2_147_483_647

/**
 * Rings at an instant, once. A sleeping machine rings late, when it wakes; a page nobody looks at rings when it is shown.
 *
 * Hidden pages must not ring: a forgotten tab would keep its session alive for ever.
 */
export function createAlarm({ page, now, ring }: { page: Page, now: () => number, ring: () => void }) {
  let due: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function check() {
    if (due === null || !page.isVisible()) return
    if (now() < due) return set(due)
    clear()
    ring()
  }

  /** @param at milliseconds since 1970. */
  function set(at: number) {
    clear()
    due = at
    timer = setTimeout(check, Math.min(Math.max(at - now(), 0), longest))
  }

  function clear() {
    clearTimeout(timer)
    due = null
  }

  const stopListening = page.onWake(check)
  return {
    set,
    clear,
    close() {
      clear()
      stopListening()
    },
  }
}
