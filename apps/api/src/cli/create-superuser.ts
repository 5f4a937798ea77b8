import { parseArgs } from 'node:util'
import { fieldProblems, problems } from '@gatehouse/contracts'
import { readSettings, type Settings } from '@gatehouse/settings'
import { createCredentialRules } from '../features/credentials/credentials.ts'
import { createSuperusers, type Superusers } from '../features/users/superusers.ts'
import { systemClock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Visitor } from '../lib/visitor.ts'
import { createHasher } from '../passwords/hasher.ts'
import { createJudge } from '../passwords/judge.ts'
import { createQuestions } from './ask.ts'
import { CommandError, type Command } from './command.ts'
import { openStore } from './open-store.ts'
import { terminalVisitor } from './terminal-visitor.ts'

const usage = `Usage: gatehouse create-superuser [--username <name>] [--email <address>]
       gatehouse create-superuser --promote <username>
       gatehouse create-superuser --demote <username>

Create an account with access to the admin console. Values that are not given are asked for. The password is asked for twice, without
echo, or read from SUPERUSER_PASSWORD; it is not an option, because other users of the machine can read command lines.
SUPERUSER_USERNAME and SUPERUSER_EMAIL replace the options.

  --username <name>      username of the account
  --email <address>      e-mail address of the account; it counts as verified
  --promote <username>   make an existing account a superuser instead
  --demote <username>    remove superuser rights; the account is kept
`

const options = { username: { type: 'string' }, email: { type: 'string' }, promote: { type: 'string' }, demote: { type: 'string' } } as const

function read(given: string[]) {
  try {
    return parseArgs({ args: given, options }).values
  } catch {
    throw new CommandError('unknown options; gatehouse help create-superuser lists them', { isMisuse: true })
  }
}

/** Gathers what was not given, from the environment or the terminal. */
async function gather(values: { username?: string | undefined, email?: string | undefined }, settings: Settings) {
  const username = values.username ?? settings.SUPERUSER_USERNAME
  const email = values.email ?? settings.SUPERUSER_EMAIL
  const { SUPERUSER_PASSWORD: password } = settings
  if (username !== undefined && email !== undefined && password !== undefined) return { username, email, password }

  const questions = createQuestions()
  try {
    return {
      username: username ?? (await questions.ask('Username')).trim(),
      email: email ?? (await questions.ask('E-mail address')).trim(),
      password: password ?? await askPassword(questions.ask),
    }
  } finally {
    questions.close()
  }
}

async function askPassword(ask: (question: string, options: { secret: boolean }) => Promise<string>) {
  const password = await ask('Password', { secret: true })
  if (await ask('Repeat password', { secret: true }) !== password) throw new CommandError(`password: ${fieldProblems.password_mismatch}`)
  return password
}

/** A refusal as one line: every field that cannot be accepted, and why. */
function sentenceOf({ code, fields }: Refusal, username: string) {
  if (code === 'username_taken') return `username: ${username} is taken, or too similar to an existing username; use --promote ${username} to make an existing account a superuser`
  return fields.length === 0 ? `${problems[code].title}.` : fields.map(field => `${field.path}: ${fieldProblems[field.code]}`).join(' ')
}

async function change(superusers: Superusers, which: 'promote' | 'demote', username: string, visitor: Visitor) {
  const user = await superusers[which](username, visitor)
  if (!user) throw new CommandError(`account ${username} not found`)
  return `${user.username} ${which === 'promote' ? 'is a superuser' : 'is no longer a superuser'}`
}

async function create(superusers: Superusers, input: Parameters<Superusers['create']>[0], visitor: Visitor) {
  try {
    const { username } = await superusers.create(input, visitor)
    return `${username} is a superuser`
  } catch (error) {
    throw error instanceof Refusal ? new CommandError(sentenceOf(error, input.username)) : error
  }
}

/** The first superuser, and every other: there is no default account. */
export const createSuperuser: Command = {
  summary: 'Create an account with access to the admin console',
  usage,
  async run(given, environment) {
    const { promote, demote, ...values } = read(given)
    if (promote !== undefined && demote !== undefined) throw new CommandError('--promote and --demote cannot be combined', { isMisuse: true })
    const visitor = terminalVisitor('create-superuser', environment)
    // Asked before anything is opened: people take their time.
    const input = promote ?? demote ?? await gather(values, readSettings(environment))

    const { settings, store, close } = await openStore(environment)
    const { BCRYPT_COST: cost, PASSWORD_WAIT_SECONDS: waitSeconds } = settings
    const hasher = createHasher({ cost, threads: 1, waitSeconds })
    const judge = createJudge({ waitSeconds })
    try {
      const superusers = createSuperusers({ store, hasher, clock: systemClock, credentials: createCredentialRules({ settings, judge }) })
      const outcome = typeof input === 'string'
        ? await change(superusers, promote === undefined ? 'demote' : 'promote', input, visitor)
        : await create(superusers, input, visitor)
      process.stdout.write(`${outcome}\n`)
    } finally {
      await hasher.close()
      await judge.close()
      await close()
    }
  },
}
