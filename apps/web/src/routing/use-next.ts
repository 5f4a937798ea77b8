import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { safeNext } from '@gatehouse/contracts/safe-next'

/** Where people wanted to go, as a query for links between the pages on their way: `:to="{ name: 'register', query: nextQuery }"`. */
export function useNextQuery() {
  const route = useRoute()
  return computed(() => {
    const next = safeNext(route.query['next'])
    return next === null ? {} : { next }
  })
}
