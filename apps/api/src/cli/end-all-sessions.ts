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

Sign out all users: end all sessions, revoke all tokens and grants of applications (devices and offline access included), invalidate mailed
codes and unfinished sign-ins, and rotate the signing keys immediately. Passwords, linked accounts, applications with their secrets, and
consents are kept.

Use it after restoring a backup, before the server starts: single-use codes, tokens and sessions that were used or ended after the backup
are valid again in the restored data. Use it also if many sessions may be compromised. The server may be running: sessions in the
database are rejected within one second, all other tokens within ten.

  --yes   do not ask for confirmation
`

function read(given: string[]) {
  try {
    return parseArgs({ args: given, options: { yes: { type: 'boolean', default: false } } }).values
  } catch {
    throw new CommandError('unknown options; gatehouse help end-all-sessions lists them', { isMisuse: true })
  }
}

async function confirm() {
  const questions = createQuestions()
  try {
    const answer = await questions.ask('This signs out all users and cannot be undone. Type yes to continue')
    if (answer.trim().toLowerCase() !== 'yes') throw new CommandError('cancelled; nothing was changed')
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
