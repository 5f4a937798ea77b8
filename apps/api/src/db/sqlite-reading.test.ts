import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { TimeLimitExceeded } from './faults.ts'
import { createSqliteReading } from './sqlite-reading.ts'

function reading(program: string, timeLimit?: number) {
  const made = createSqliteReading('no.db', { program, ...(timeLimit && { timeLimit }) })
  onTestFinished(() => made.close())
  return (sql: string) => made.run(sql, [], 'all')
}

test('when the thread ends in the middle of a statement, those behind it are answered by another one', async () => {
  const read = reading(fileURLToPath(new URL('../../test/dying-reader.mjs', import.meta.url)))
  const [dying, behind] = await Promise.allSettled([read('die'), read('one'), read('two')])
  expect([dying.status, behind]).toEqual(['rejected', { status: 'fulfilled', value: { rows: [['one']] } }])
  expect(await read('three')).toEqual({ rows: [['three']] })
})

test('a thread that cannot start ends nothing but the statement', async () => {
  const read = reading('/no/such/program.mjs', 5000)
  await expect(read('one')).rejects.toThrow(TimeLimitExceeded)
  await expect(read('two')).rejects.toThrow(TimeLimitExceeded)
})
