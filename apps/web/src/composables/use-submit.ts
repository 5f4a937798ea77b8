import { readonly, shallowRef } from 'vue'
import { failureOf, isForeseen, type Failure } from './failure.ts'

/**
 * One action a person can trigger: whether it is under way, and why it last failed. Only the latest attempt writes; what an
 * earlier one answers is nobody's business any more.
 *
 * @param done is called with the result of the latest attempt.
 */
export function useSubmit<Args extends unknown[], Result>(action: (...args: Args) => Promise<Result>, done?: (result: Result) => unknown) {
  const pending = shallowRef(false)
  const failure = shallowRef<Failure | null>(null)
  let latest = 0

  /** Ends when the attempt has. */
  async function submit(...args: Args): Promise<void> {
    const attempt = ++latest
    pending.value = true
    failure.value = null
    try {
      const result = await action(...args)
      if (attempt === latest) await done?.(result)
    } catch (error) {
      if (attempt === latest) failure.value = failureOf(error)
      if (!isForeseen(error)) throw error
    } finally {
      if (attempt === latest) pending.value = false
    }
  }

  return { submit, pending: readonly(pending), failure }
}
