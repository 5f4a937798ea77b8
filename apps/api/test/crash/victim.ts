// A process that does one thing and is killed before its n-th statement, as when the power goes.
import { appendFileSync } from 'node:fs'
import { z } from 'zod'
import { compose } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { createLog } from '../../src/http/logging.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createHasher } from '../../src/passwords/hasher.ts'
import { createJudge } from '../../src/passwords/judge.ts'
import { noProviders } from '../fake-providers.ts'

const Order = z.object({
  databaseUrl: z.string(),
  secret: z.string(),
  /** Before which statement to die; 0 is never. */
  statement: z.number(),
  /** What to do: one request, or to send what waits to be sent. */
  task: z.union([
    z.object({ method: z.enum(['POST', 'PUT', 'DELETE']), url: z.string(), headers: z.record(z.string(), z.string()), payload: z.string() }),
    z.literal('deliver'),
  ]),
  /** Where mail goes: one JSON line each. */
  mailFile: z.string(),
})
const order = Order.parse(JSON.parse(process.argv[2] ?? ''))

let armed = false
let statements = 0
const logger = {
  logQuery() {
    if (armed && ++statements === order.statement) process.kill(process.pid, 'SIGKILL')
  },
}

const config = readConfig({ GATEHOUSE_MODE: 'development', BCRYPT_COST: '4', SECRET_KEY: order.secret, DATABASE_URL: order.databaseUrl })
const database = order.databaseUrl.startsWith('postgres') ? openPostgres(order.databaseUrl, { logger }) : openSqlite(order.databaseUrl.replace('file:', ''), { logger })
const { app, runner } = await compose({
  config, database, secrets: [Buffer.from(order.secret, 'base64')], clock: systemClock, log: createLog('silent'),
  providers: noProviders,
  hasher: createHasher({ cost: 4, threads: 1, waitSeconds: 60 }),
  judge: createJudge({ waitSeconds: 60 }),
  mailer: { send: async mail => appendFileSync(order.mailFile, `${JSON.stringify(mail)}\n`), close() { /* nothing to close */ } },
})
await app.ready()

armed = true
if (order.task === 'deliver') await runner.drain()
const answer = order.task === 'deliver' ? null : await app.inject(order.task)
armed = false
process.stdout.write(JSON.stringify({ statements, status: answer?.statusCode ?? 0, cookies: answer?.cookies ?? [] }))
process.exit(0)
