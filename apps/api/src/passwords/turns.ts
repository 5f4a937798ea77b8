import { waitInLine } from '../lib/patience.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Asker } from './asker.ts'

interface TurnSettings {
  /** How much is done at once. */
  width: number
  /** Seconds that anybody may wait. Who would wait longer is refused at once; who has is refused then. */
  waitSeconds: number
  /** Milliseconds that one piece of work takes, until some have been measured. */
  estimate: number
}

/** Tells somebody that it is their turn. */
type Call = () => void

/** Who waits in one network: those whose browser the account knows, and strangers. */
interface Network {
  known: Call[]
  strange: Call[]
  isKnownNext: boolean
}

/** How much the last piece of work says about the next. */
const weight = 0.2

/** The most seconds that anybody is told to wait before trying again. */
const longestRetry = 60

/**
 * Who is next for work that few can have at once. Networks take turns, so that one of them cannot keep the others waiting; nobody
 * waits for longer than can be borne, and nothing is done for people who have gone. What waits is bounded by its time, not its number:
 * what a machine can do in time depends on the machine.
 */
export function createTurns({ width, waitSeconds, estimate }: TurnSettings) {
  /** In the order of their next turns. */
  const networks = new Map<string, Network>()
  const admitted: Call[] = []
  let running = 0
  let usual = estimate

  const size = ({ known, strange }: Network) => known.length + strange.length

  /** Seconds until somebody who joins these would have a turn, as far as can be told. */
  function expectedWait(name: string, isKnown: boolean) {
    if (running < width) return 0
    const own = networks.get(name) ?? { known: [], strange: [] }
    const [line, other] = isKnown ? [own.known.length, own.strange.length] : [own.strange.length, own.known.length]
    const before = line + Math.min(other, line + 1)
    let ahead = admitted.length + before
    for (const [another, network] of networks) if (another !== name) ahead += Math.min(size(network), before + 1)
    return (ahead + 1) * usual / width / 1000
  }

  function take(): Call | undefined {
    const first = admitted.shift()
    const [next] = networks
    if (first || !next) return first
    const [name, network] = next
    const [preferred, other] = network.isKnownNext ? [network.known, network.strange] : [network.strange, network.known]
    const call = preferred.shift() ?? other.shift()
    network.isKnownNext = !network.isKnownNext
    networks.delete(name)
    if (size(network) > 0) networks.set(name, network)
    return call
  }

  function lineOf({ network: name, isKnown = false, isAdmitted = false }: Asker) {
    if (isAdmitted) return admitted
    const network = networks.get(name) ?? { known: [], strange: [], isKnownNext: true }
    networks.set(name, network)
    return isKnown ? network.known : network.strange
  }

  function leave(asker: Asker, call: Call) {
    const line = lineOf(asker)
    line.splice(line.indexOf(call), 1)
    const network = networks.get(asker.network)
    if (network && size(network) === 0) networks.delete(asker.network)
  }

  /** Resolves at one's turn. */
  async function wait(asker: Asker) {
    const expected = asker.isAdmitted ? 0 : expectedWait(asker.network, asker.isKnown ?? false)
    if (expected > waitSeconds || asker.signal?.aborted) {
      throw new Refusal('overloaded', { retryAfter: Math.min(longestRetry, Math.max(1, Math.ceil(expected))) })
    }
    if (running < width) {
      running++
      return
    }
    await waitInLine((call) => {
      lineOf(asker).push(call)
      return () => leave(asker, call)
    }, { seconds: waitSeconds, signal: asker.signal })
  }

  /** Whoever ends hands over the place, so the count stays. */
  function end(begun: number) {
    usual += weight * (performance.now() - begun - usual)
    const next = take()
    if (next) next()
    else running--
  }

  return {
    /**
     * Does a piece of work at the asker's turn.
     *
     * @throws Refusal `overloaded`: the wait would be too long, or was, or nobody waits any more.
     */
    async pass<T>(asker: Asker, work: () => Promise<T>): Promise<T> {
      await wait(asker)
      const begun = performance.now()
      try {
        return await work()
      } finally {
        end(begun)
      }
    },
  }
}
