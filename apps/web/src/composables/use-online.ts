import { onScopeDispose, readonly, shallowRef } from 'vue'

/** Whether the browser has a network; it may still not reach us. */
export function useOnline({ window = globalThis.window } = {}) {
  const online = shallowRef(window.navigator.onLine)
  const update = () => { online.value = window.navigator.onLine }
  const gone = new AbortController()
  for (const event of ['online', 'offline']) window.addEventListener(event, update, { signal: gone.signal })
  onScopeDispose(() => gone.abort())
  return readonly(online)
}
