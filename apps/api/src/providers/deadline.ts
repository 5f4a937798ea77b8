/**
 * A signal that is aborted after so many milliseconds, or with another one; to be cleared when the work is done. A timer of its own and
 * not `AbortSignal.any` over `AbortSignal.timeout`: in Node 20 the collector takes such a timeout away before it fires.
 */
export function deadlineOf(milliseconds: number, given?: AbortSignal) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, milliseconds)
  given?.addEventListener('abort', abort)
  if (given?.aborted) abort()
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      given?.removeEventListener('abort', abort)
    },
  }
}
