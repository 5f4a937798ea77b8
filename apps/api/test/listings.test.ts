import { contracts, type Endpoint } from '@gatehouse/contracts'
import { consoleContracts } from '@gatehouse/contracts/console'
import { documentContracts } from '@gatehouse/contracts/documents'
import { programContracts } from '@gatehouse/contracts/programs'
import { getTableName } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as postgresTables from '../src/db/tables.postgres.ts'
import type { Answer } from './browser.ts'
import { unlessBusy } from './relying-party.ts'
import { secretsOfAnn } from './secrets.ts'

/** Columns that hold what would let somebody in, or what it can be tried out against. */
const secretColumns = /hash|sealed|secret|payload|verifier|private/
/** Private parts of keys, in whatever form; stored passwords. */
const neverShown = /PRIVATE KEY|"(?:d|p|q|dp|dq|qi|k)":\s*"[\w-]{10,}|\$2[aby]\$|password_?hash|secret_?hash|sealed_?\w/i

const endpoints = Object.values({ ...contracts, ...documentContracts, ...programContracts, ...consoleContracts }).flatMap(feature => Object.values<Endpoint>(feature))
const paths = [
  ...new Set(endpoints.filter(({ method }) => method === 'GET').map(({ path }) => path)),
  '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/.well-known/jwks.json', '/livez', '/readyz', '/openapi.json', '/o/userinfo',
]

test('whatever anybody can read, no secret is in it: no key, hash or sealed text of any table, nothing that lets somebody in', async () => {
  const world = await secretsOfAnn()
  const { who, dev, id, registered: { clientId }, secrets, codes, rows, browser, secret } = world
  await world.deliver()
  const stored = (await Promise.all(Object.values(postgresTables).map(async table => rows(getTableName(table))))).flat()
    .flatMap(row => Object.entries(row).flatMap(([column, value]) => secretColumns.test(column) && typeof value === 'string' && value.length >= 16 ? [value] : []))
  expect(stored.length).toBeGreaterThan(30)
  // Shown where a person or a page needs them: the uid in its own address, the cursor with its page.
  const { interaction, cursor, ...bearers } = secrets
  const hidden = [...new Set([...stored, ...Object.values(bearers), ...Object.values(codes).map(({ emailCode }) => `"${emailCode}"`), secret.toString('base64'), secret.toString('hex')])]

  const [group] = await Promise.all([dev.browser.post('/admin/groups', { name: 'Staff', description: 'Who works here' })])
  const fill = (path: string) => path
    .replace('/admin/groups/:id', `/admin/groups/${group.body.id}`).replace(':clientId', clientId).replace(':uid', interaction ?? '').replace(':username', 'ann-lee')
    .replace(':document', 'privacy').replace(':email', world.email).replace(':id', id)
  const bearer = { headers: { authorization: `Bearer ${secrets['access token of a program']}` } }
  const readers: Record<string, (path: string) => Promise<Answer>> = {
    'nobody': path => browser().get(path),
    'a person': path => who.get(path),
    'a superuser': path => dev.browser.get(path),
    'a superuser who takes it away': path => dev.browser.get(path, { headers: { accept: 'text/csv' } }),
    'a program': path => browser().get(path, bearer),
  }

  const read: Record<string, number> = {}
  const shown: string[] = []
  for (const [reader, get] of Object.entries(readers)) {
    for (const path of paths) {
      const { status, text, headers } = await unlessBusy(() => get(fill(path)))
      if (status === 200) read[reader] = (read[reader] ?? 0) + 1
      const whole = `${text} ${JSON.stringify(headers)}`
      if (neverShown.test(text) || hidden.some(value => value !== undefined && value !== null && whole.includes(value))) shown.push(`${path} to ${reader}`)
    }
  }
  expect(shown).toEqual([])
  // Nearly everything is there to be read by somebody.
  expect(cursor).toBeTruthy()
  for (const [reader, least] of [['nobody', 9], ['a person', 15], ['a superuser', 20], ['a program', 9]] as const) expect([reader, (read[reader] ?? 0) >= least, read[reader]]).toEqual([reader, true, read[reader]])
})
