import { parseArgs } from 'node:util'
import { createSignOuts } from '../features/authorization-server/sign-outs.ts'
import { createEndAll } from '../features/sessions/end-all.ts'
import { createOutbox } from '../jobs/outbox.ts'
import { makeKeyPair } from '../keys/key-pairs.ts'
import { systemClock } from '../lib/clock.ts'
import { createQuestions } from './ask.ts'
import { CommandError, type Command } from './command.ts'
import { openKeyring } from './open-keyring.ts'
import { openStore } from './open-store.ts'
import { terminalVisitor } from './terminal-visitor.ts'

const usage = `Usage: gatehouse end-all-sessions [--yes]

Signs everybody out, everywhere: ends every session and every token, grant, device and offline access of programs, voids every mailed code,
whatever waits between two steps of signing in, and makes new signing keys that sign at once. Passwords, linked identities, applications with
their secrets and what people have allowed stay.

For a database that was restored from a backup, before the server starts: what was used up, exchanged or ended since the backup has come back
with it. And for the case that many sessions may be in the wrong hands. The server may be running: it refuses the sessions that the database
knows within a second, and all other tokens within ten.

  --yes   does not ask
`

function read(given: string[]) {
  try {
    return parseArgs({ args: given, options: { yes: { type: 'boolean', default: false } } }).values
  } catch {
    throw new CommandError('these options are not understood; gatehouse help end-all-sessions lists them', { isMisuse: true })
  }
}

async function confirm() {
  const questions = createQuestions()
  try {
    const answer = await questions.ask('This signs everybody out and cannot be undone. Type yes to go on')
    if (answer.trim().toLowerCase() !== 'yes') throw new CommandError('nothing was done')
  } finally {
    questions.close()
  }
}

/** After a restore, or when sessions may be in the wrong hands. */
export const endAllSessions: Command = {
  summary: 'End all sessions of all users; for use after restoring a backup',
  usage,
  async run(given, environment) {
    const { yes } = read(given)
    // Asked before anything is opened: people take their time.
    if (!yes) await confirm()
    const { settings, store, close } = await openStore(environment)
    try {
      const keyring = await openKeyring(settings, store)
      const endAll = createEndAll({ settings, store, clock: systemClock, keyring, makeKeyPair, signOuts: createSignOuts({ outbox: createOutbox(keyring) }) })
      const count = await endAll(terminalVisitor('end-all-sessions', environment))
      process.stdout.write(`all sessions ended (${count} ${count === 1 ? 'session' : 'sessions'}); signing keys rotated\n`)
    } finally {
      await close()
    }
  },
}
