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

Makes new signing keys for the tokens of this server. They are published at once and sign a few minutes later, when everybody can
know them; the old ones go on verifying until their last token has run out. Nobody is signed out and no token is refused.

  --now   a key has leaked: the new keys sign at once, and what the old ones signed is refused within seconds. People stay
          signed in; programs that keep the public keys fetch them again when they meet a new one.
`

function read(given: string[]) {
  try {
    return parseArgs({ args: given, options: { now: { type: 'boolean', default: false } } }).values
  } catch {
    throw new CommandError('these options are not understood; gatehouse help rotate-keys lists them', { isMisuse: true })
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
        ? 'new keys sign from now on; what the old ones signed is refused within seconds\n'
        : `new keys sign from ${next.activeAt.toISOString()} on; the old ones verify until ${next.retiredAt.toISOString()}\n`)
    } finally {
      await close()
    }
  },
}
