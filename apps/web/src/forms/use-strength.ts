import type { Estimate, Estimator } from '@gatehouse/password-strength'
import { loadPart } from '../load-part.ts'
import { computed, shallowRef } from 'vue'

/**
 * How soon a password is guessed, by the estimator that the API uses too. It is heavy: call `load` when it is about to be needed.
 * Without it there is no estimate, and the API has the last word anyway.
 *
 * @param personal what a guesser would know about the person.
 */
export function useStrength(password: () => string, personal: () => string[]) {
  const estimator = shallowRef<Estimator | null>(null)

  return {
    estimate: computed<Estimate | null>(() => password() === '' ? null : estimator.value?.(password(), personal()) ?? null),

    async load() {
      const loaded = estimator.value ? null : await loadPart(() => import('@gatehouse/password-strength')).catch(() => null)
      if (loaded) estimator.value = loaded.createEstimator()
    },
  }
}
