// npm run seed -- 1000000: fills the database of the settings with people, to see how things go at that size.
import { parseArgs } from 'node:util'
import { readSettings, SettingsError } from '@gatehouse/settings'
import { openDatabase } from '../../src/db/open.ts'
import { secretKeptInFile } from '../../src/keys/secrets.ts'
import { createHasher } from '../../src/passwords/hasher.ts'
import { openBulk } from './bulk.ts'
import { fill } from './fill.ts'

const password = 'copper lantern orbit'

const help = `npm run seed -- <users> [--seed <number>] [--more]

Fills the database that DATABASE_URL names (by default ./data/gatehouse.db) with test users: Chinese and English names, sessions with
their tokens, known browsers, linked accounts, consents to some applications, and three audit events each. One million users take a few minutes.

  --seed <number>  seed of the generator; the same count and seed give the same users (default 1)
  --more           add to a database that already has users
  --help           show this text

All users have the password "${password}" and usernames such as wangxiaoming-17. The command refuses to run in production (GATEHOUSE_MODE).
`

class Refused extends Error {}

async function seed() {
  const { values, positionals } = parseArgs({
    allowPositionals: true, options: { seed: { type: 'string', default: '1' }, more: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  })
  if (values.help) return process.stdout.write(help)
  const [people, number] = [Number(positionals[0]), Number(values.seed)]
  if (positionals.length !== 1 || !Number.isSafeInteger(people) || people < 1 || !Number.isSafeInteger(number) || number < 0) throw new Refused(help)
  const settings = readSettings({ ...process.env, GATEHOUSE_MODE: process.env['GATEHOUSE_MODE'] || 'development' })
  if (settings.GATEHOUSE_MODE === 'production') throw new Refused('GATEHOUSE_MODE: test users cannot be added in production\n')

  // Made with the database: a server that finds one without the other refuses to start.
  secretKeptInFile(settings)
  await (await openDatabase({ url: settings.DATABASE_URL, pool: 1, timeLimit: 60_000, guarded: false })).close()
  const bulk = await openBulk(settings.DATABASE_URL)
  const first = await bulk.count('users')
  if (first > 0 && !values.more) throw new Refused(`the database already has ${first} users; use --more to add to them\n`)
  const hasher = createHasher({ cost: settings.BCRYPT_COST, threads: 1, waitSeconds: 60 })
  const passwordHash = await hasher.hash(password, { network: 'seed' })
  await hasher.close()

  const began = Date.now()
  await fill(bulk, { people, seed: number, first, now: new Date(), passwordHash }, (done) => {
    process.stderr.write(`\r${done.toLocaleString('en')} of ${people.toLocaleString('en')} users, ${Math.round((Date.now() - began) / 1000)} s`)
  })
  await bulk.finish()
  return process.stderr.write('\n')
}

seed().then(() => process.exit(0), (error: unknown) => {
  process.stderr.write(error instanceof Refused || error instanceof SettingsError ? `${error.message}\n` : `${String(error)}\n`)
  process.exit(1)
})
