import { constants } from 'node:os'
import { exitCodes } from './exit-codes.ts'

/** How a running program stops. */
export interface OrderlyStop {
  /** Milliseconds it may take. */
  within: number
  /** Finishes what was begun; when it resolves, the process ends. */
  stop(signal: NodeJS.Signals): Promise<void>
  /** Says that it took too long, or why it failed; the process ends right after. */
  say(message: string, error?: unknown): void
}

/**
 * Listens for SIGINT and SIGTERM from now on. Before `stopBy` is called nothing has been begun that must be finished, and the first
 * signal ends the process; afterwards it begins the stop, and a second one ends the process at once.
 */
export function listenForSignals() {
  let orderly: OrderlyStop | null = null
  let isAsked = false

  function handle(signal: NodeJS.Signals) {
    if (isAsked) process.exit(128 + constants.signals[signal])
    isAsked = true
    if (!orderly) process.exit(exitCodes.stopped)
    const { within, stop, say } = orderly
    setTimeout(() => {
      say('shutdown timed out; unfinished requests were aborted')
      process.exit(exitCodes.stopForced)
    }, within).unref()
    stop(signal).then(() => process.exit(exitCodes.stopped), (error: unknown) => {
      say('shutdown failed', error)
      process.exit(exitCodes.fault)
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, handle)

  return {
    stopBy(given: OrderlyStop) { orderly = given },
  }
}
