/**
 * What a provider can be told to do wrong. `slow` answers late, `http_500` and `html` answer as a broken server and as a proxy
 * in between, `huge` sends more than anybody should read, `garbage` bytes that are no text, `drop` closes the connection without
 * an answer, and `error_in_200` is the provider's own error body with a status of success.
 */
export const hostFaults = ['slow', 'http_500', 'html', 'huge', 'garbage', 'drop', 'error_in_200'] as const
export type HostFault = (typeof hostFaults)[number]

export interface Plan {
  host: string
  fault: HostFault
  /** How many requests will suffer. */
  times: number
  /** Only requests to this path below the host; without it all that programs send. */
  path?: string | undefined
  /** Of `slow`: how late. */
  seconds: number
}

export type HostFaults = ReturnType<typeof createHostFaults>

/** Faults of the next requests; each request takes one. There is one plan for a host and path. */
export function createHostFaults() {
  let plans: Plan[] = []
  return {
    /** Replaces what was planned before for the same host and path; 0 times is none. */
    plan(wanted: Plan) {
      plans = [...plans.filter(({ host, path }) => host !== wanted.host || path !== wanted.path), wanted].filter(({ times }) => times > 0)
    },
    /** Those that are left. */
    all: (): readonly Plan[] => plans,
    clear() { plans = [] },
    /** A plan that names the path wins. Pages for people take only those. */
    take(host: string, path: string, forPeople: boolean) {
      const matching = plans.filter(plan => plan.host === host)
      const plan = matching.find(plan => plan.path === path) ?? (forPeople ? undefined : matching.find(plan => plan.path === undefined))
      if (!plan) return null
      plan.times -= 1
      plans = plans.filter(({ times }) => times > 0)
      return plan
    },
  }
}
