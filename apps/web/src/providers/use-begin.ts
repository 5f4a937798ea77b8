import { Unreachable } from '@gatehouse/client/errors'
import { computed, shallowRef } from 'vue'
import { useSubmit } from '../composables/use-submit.ts'
import { useDependencies } from '../dependencies.ts'
import { keepAttempt, type Attempt } from './attempt.ts'

interface Options {
  /** What has to come about before the API is asked, such as a fresh proof. */
  around?: <T>(action: () => Promise<T>) => Promise<T>
}

/** Sends people to a provider. `busy` is the one they are on their way to, until the page is gone. */
export function useBegin({ around = action => action() }: Options = {}) {
  const { connect, tabMemory, leaveFor } = useDependencies()
  const chosen = shallowRef<string | null>(null)

  const { submit, pending, failure } = useSubmit(async (attempt: Attempt) => {
    const { provider, intent, next, remember } = attempt
    chosen.value = provider
    const { api } = await connect()
    const { loginUrl } = await around(() => api.federation.begin({ params: { provider }, body: { intent, remember, ...(next !== null && { next }) } }))
    // Anything else would run here, as a script, or open another program.
    if (!/^https?:\/\//i.test(loginUrl)) throw new Unreachable('unreadable')
    keepAttempt(tabMemory, attempt)
    return loginUrl
  }, leaveFor)

  return {
    async begin(attempt: Attempt) {
      if (!pending.value) await submit(attempt)
    },
    busy: computed(() => pending.value ? chosen.value : null),
    failure,
  }
}
