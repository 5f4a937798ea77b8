import { computed, onScopeDispose, shallowRef, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/**
 * Whole seconds until an instant, ticking down to 0. It is read from the clock at each tick, so that sleep and throttled timers
 * cannot make it late.
 *
 * @param until in milliseconds since 1970; `null` when there is nothing to wait for.
 */
export function useCountdown(until: MaybeRefOrGetter<number | null>, { now = Date.now } = {}) {
  const time = shallowRef(now())
  let timer: ReturnType<typeof setTimeout> | undefined

  function tick() {
    time.value = now()
    const left = (toValue(until) ?? 0) - time.value
    if (left > 0) timer = setTimeout(tick, left % 1000 || 1000)
  }

  watchEffect(() => {
    toValue(until)
    clearTimeout(timer)
    tick()
  }, { flush: 'sync' })
  onScopeDispose(() => clearTimeout(timer))

  return computed(() => Math.max(0, Math.ceil(((toValue(until) ?? 0) - time.value) / 1000)))
}

/** Seconds as `m:ss`, as clocks show them. */
export const clockTime = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
