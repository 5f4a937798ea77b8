import { setTimeout as sleep } from 'node:timers/promises'
import { contracts, type Endpoint } from '@gatehouse/contracts'
import { consoleContracts } from '@gatehouse/contracts/console'
import { documentContracts } from '@gatehouse/contracts/documents'
import { personalDataContracts } from '@gatehouse/contracts/personal-data'
import { programContracts } from '@gatehouse/contracts/programs'
import { expect, test } from 'vitest'
import { contentsOf } from './gate.ts'
import { consoleAndRest } from './console.ts'
import { people } from './people.ts'
import { programs } from './programs.ts'
import { makeWorld } from './world.ts'

const groups = { 'people': people, 'programs': programs, 'the console, and what needs no database': consoleAndRest }
const known = Object.values(groups).flatMap(group => Object.keys(group))

test('every endpoint of the contract is here', () => {
  const all: Record<string, Record<string, Pick<Endpoint, 'method' | 'path'>>>[] = [contracts, programContracts, consoleContracts, documentContracts, personalDataContracts]
  const endpoints = all.flatMap(features => Object.values(features).flatMap(feature => Object.values(feature)))
  expect(endpoints.map(({ method, path }) => `${method} ${path}`).filter(name => !known.includes(name))).toEqual([])
})

/** A busy machine makes the server shed load, which is not what is looked at here. */
async function unlessShed<T>(work: () => Promise<T>, isShed: (result: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      const result = await work()
      if (!isShed(result) || tries === 20) return result
    } catch (error) {
      if (tries === 20 || !String(error).includes('overloaded')) throw error
    }
    await sleep(500)
  }
}

test.each(Object.entries(groups))('with the database away, at whichever question, no route says that it is our fault, and none does half: %s', async (_group, sweeps) => {
  const world = await makeWorld()
  const problems: unknown[] = []
  for (const [name, { prepare: make, anew, leaves = [] }] of Object.entries(sweeps)) {
    const prepare = () => unlessShed(() => make(world), () => false)
    let send = await prepare()
    /** What tries have left behind that were answered "later", though what was asked for had been done by then. */
    const doneAfterAll: string[][] = []
    for (let question = 1; ; question++) {
      const before = await contentsOf(world.database)
      const { answer, asked } = await unlessShed(() => world.gate.closedAt(question, send), shed => shed.asked === 0 && shed.answer.headers['retry-after'] === '5')
      const after = await contentsOf(world.database)
      const changed = [...after.keys()].filter(table => before.get(table) !== after.get(table) && !leaves.includes(table))
      if (asked < question) {
        if (answer.status >= 400) problems.push([name, 'nothing failed', answer.status, answer.text])
        for (const half of doneAfterAll) if (half.join() !== changed.join()) problems.push([name, 'half done', half, 'instead of', changed])
        break
      }
      const isLater = answer.status === 503 && answer.text.includes('"overloaded"') && answer.headers['retry-after'] !== undefined
      if (!isLater) problems.push([name, question, answer.status, answer.text, changed])
      if (changed.length > 0) doneAfterAll.push(changed)
      if (changed.length > 0 || anew) send = await prepare()
      if (question > 60) throw new Error(`${name} never succeeds`)
    }
  }
  expect(problems).toEqual([])
}, 900_000)
