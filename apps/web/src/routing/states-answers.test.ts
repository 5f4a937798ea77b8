import { contracts, problemCodes, type Endpoint } from '@gatehouse/contracts'
import { consoleContracts } from '@gatehouse/contracts/console'
import { documentContracts } from '@gatehouse/contracts/documents'
import { personalDataContracts } from '@gatehouse/contracts/personal-data'
import { programContracts } from '@gatehouse/contracts/programs'
import { expect, test } from 'vitest'
import { states } from '../../../../e2e/states/all.ts'
import { usual } from '../../../../e2e/states/people.ts'
import type { Reply } from '../../../../e2e/states/state.ts'

const areas: Record<string, Record<string, Endpoint>>[] = [contracts, consoleContracts, documentContracts, personalDataContracts, programContracts]
const endpoints = areas.flatMap(area => Object.values(area)).flatMap(feature => Object.values(feature))
  // Those without parameters first: `/sessions/current` is not `/sessions/:id`.
  .sort((one, other) => Number(one.path.includes(':')) - Number(other.path.includes(':')))

function endpointOf(name: string) {
  const [method, path = ''] = name.split(' ')
  return endpoints.find(endpoint => endpoint.method === method && new RegExp(`^${endpoint.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path))
}

function faultsOf(name: string, { status, data }: Reply) {
  const endpoint = endpointOf(name)
  if (!endpoint) return ['there is no such endpoint']
  if (status >= 400) {
    const code = typeof data === 'object' && data !== null && 'code' in data ? data.code : null
    return problemCodes.some(known => known === code) ? [] : [`no problem has the code ${String(code)}`]
  }
  if (status === 204) return []
  const read = endpoint.response.safeParse(data)
  return [...status === endpoint.status ? [] : [`its status is ${endpoint.status}`], ...read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)]
}

test('what npm run states answers is what the API could answer', () => {
  const answers = states.flatMap(({ name, user, answers = {} }) => Object.entries({ ...usual(user), ...answers }).flatMap(([ask, answer]) =>
    [answer].flat().filter(reply => typeof reply === 'object').map(reply => ({ of: `${name}: ${ask}`, faults: faultsOf(ask, reply) }))))
  expect(answers.length).toBeGreaterThan(states.length)
  expect(answers.filter(({ faults }) => faults.length > 0)).toEqual([])
})
