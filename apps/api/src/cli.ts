import { SettingsError } from '@gatehouse/settings'
import { Cancelled } from './cli/ask.ts'
import { CommandError, type Command } from './cli/command.ts'
import { createSuperuser } from './cli/create-superuser.ts'
import { endAllSessions } from './cli/end-all-sessions.ts'
import { rotateKeys } from './cli/rotate-keys.ts'
import { reasonOf } from './lib/reason.ts'

/** Everything that can be done from the machine itself, by its name. */
const commands: Record<string, Command> = {
  'create-superuser': createSuperuser,
  'rotate-keys': rotateKeys,
  'end-all-sessions': endAllSessions,
}

const help = `Usage: gatehouse <command> [options]

${Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(20)}${summary}`).join('\n')}
  ${'help <command>'.padEnd(20)}Show the options of a command

Settings are read from the environment, as by the server. Without settings, the database of \`npm start\` is used. The server may be running.
`

/** Answers the exit code: 0 done, 1 not done, 2 not understood, 130 interrupted. */
async function run([name = '--help', ...rest]: string[]): Promise<number> {
  const wantsHelp = name === 'help' || name === '--help' || name === '-h'
  const chosen = name === 'help' ? rest[0] : name
  const command = Object.entries(commands).find(([known]) => known === chosen)?.[1]
  if (!command) {
    if (!wantsHelp || (name === 'help' && rest[0] !== undefined)) throw new CommandError(`unknown command ${chosen}; gatehouse --help lists the commands`, { isMisuse: true })
    process.stdout.write(help)
    return 0
  }
  if (wantsHelp || rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(command.usage)
    return 0
  }
  await command.run(rest, process.env)
  return 0
}

function explain(error: unknown) {
  if (error instanceof SettingsError || error instanceof CommandError) return error.message
  if (error instanceof Cancelled) return 'cancelled; nothing was changed'
  return `failed: ${reasonOf(error)}`
}

run(process.argv.slice(2)).then(
  (code) => { process.exitCode = code },
  (error: unknown) => {
    process.stderr.write(`gatehouse: ${explain(error)}\n`)
    process.exitCode = error instanceof Cancelled ? 130 : error instanceof CommandError && error.isMisuse ? 2 : 1
  },
)
