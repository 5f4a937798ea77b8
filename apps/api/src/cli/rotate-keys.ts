import { parseArgs } from 'node:util'
import { record } from '../features/audit/audit.ts'
import { makeKeyPair } from '../keys/key-pairs.ts'
import { makeNextKeys } from '../keys/rotate.ts'
import { systemClock } from '../lib/clock.ts'
import { CommandError, type Command } from './command.ts'
import { openKeyring } from './open-keyring.ts'
import { openStore } from './open-store.ts'
import { terminalVisitor } from './terminal-visitor.ts'

const usage = `Usage: gatehouse rotate-keys [--now]

Create new signing keys. They are published immediately and used for signing a few minutes later, when services had time to fetch them.
The old keys remain published until the last token signed with them has expired. No user is signed out and no token is rejected.

  --now   for a leaked key: the new keys sign immediately, and tokens signed with the old keys are rejected within seconds.
          Users stay signed in; services that cache the public keys have to fetch them again for an unknown key ID.
`

function read(given: string[]) {
  try {
    return parseArgs({ args: given, options: { now: { type: 'boolean', default: false } } }).values
  } catch {
    throw new CommandError('unknown options; gatehouse help rotate-keys lists them', { isMisuse: true })
  }
}

/** Signing keys wear out by being known: to whoever was an operator, or has seen a backup. */
export const rotateKeys: Command = {
  summary: 'Rotate the signing keys; existing tokens stay valid',
  usage,
  async run(given, environment) {
    const { now: atOnce } = read(given)
    const { settings, store, close } = await openStore(environment)
    try {
      const now = systemClock.now()
      const keyring = await openKeyring(settings, store)
      const next = await makeNextKeys({
        keyring, makeKeyPair, now, atOnce,
        // An ID token may come back as a hint for as long as the session lasts.
        longest: settings.SESSION_ABSOLUTE_SECONDS,
      })
      await store.transaction(async (queries) => {
        await next.write(queries)
        await record(queries, terminalVisitor('rotate-keys', environment), { action: 'signing-keys.rotated', result: 'success', userId: null, at: now, details: { atOnce } })
      })
      process.stdout.write(atOnce
        ? 'new keys are used from now on; tokens signed with the old keys are rejected within seconds\n'
        : `new keys are used from ${next.activeAt.toISOString()}; the old keys verify until ${next.retiredAt.toISOString()}\n`)
    } finally {
      await close()
    }
  },
}
