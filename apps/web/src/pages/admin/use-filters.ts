import { onScopeDispose, shallowReactive, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Milliseconds without typing after which people mean what they typed. */
const pause = 300

/**
 * What a list is narrowed by, kept in the address: it can be sent to somebody, and going back goes back.
 *
 * @param blank each filter as it narrows nothing.
 * @param apply is called with what the address says, at once and whenever that changes.
 */
export function useFilters<Name extends string>(blank: Record<Name, string>, apply: (applied: Record<Name, string>) => unknown) {
  const route = useRoute()
  const router = useRouter()
  const { path } = route
  const names = Object.keys(blank).filter((name): name is Name => name in blank)
  const values: Record<Name, string> = shallowReactive(inAddress())
  let timer: ReturnType<typeof setTimeout> | undefined

  function inAddress() {
    const found = { ...blank }
    for (const name of names) {
      const value = route.query[name]
      if (typeof value === 'string') found[name] = value
    }
    return found
  }

  /** Without waiting for more. */
  function settle() {
    clearTimeout(timer)
    const query = { ...route.query }
    for (const name of names) {
      const value = values[name].trim()
      if (value === blank[name]) Reflect.deleteProperty(query, name)
      else query[name] = value
    }
    void router.replace({ query })
  }

  watch(values, () => {
    clearTimeout(timer)
    timer = setTimeout(settle, pause)
  })
  watch(() => JSON.stringify(inAddress()), () => {
    // On the way to another page the address is not ours any more.
    if (route.path !== path) return
    const applied = inAddress()
    for (const name of names) if (values[name].trim() !== applied[name]) values[name] = applied[name]
    void apply(applied)
  })
  onScopeDispose(() => clearTimeout(timer))
  void apply(inAddress())

  return {
    values, settle,
    clear() {
      Object.assign(values, blank)
      settle()
    },
  }
}
