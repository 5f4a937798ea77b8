import { listenForSignals } from '../src/process/stop-signals.ts'

/** A program that has begun something, whose end is named on the command line; what it says is for its test. */
const [, , how] = process.argv
const ends: Record<string, () => Promise<void>> = {
  finishes: async () => undefined,
  fails: async () => { throw new Error('the disk is gone') },
  hangs: () => new Promise(() => undefined),
}

setInterval(() => undefined, 1000)
const signals = listenForSignals()
const stop = ends[how ?? '']
if (stop) {
  signals.stopBy({
    within: process.argv[3] === undefined ? 3_600_000 : Number(process.argv[3]),
    say: (message, error) => process.stdout.write(`${message}${error instanceof Error ? `: ${error.message}` : ''}\n`),
    stop(signal) {
      process.stdout.write(`stopping by ${signal}\n`)
      return stop()
    },
  })
}
process.stdout.write('running\n')
