// @vitest-environment node
import { createServer } from 'node:http'
import { readSettings } from '@gatehouse/settings'
import { expect, test } from 'vitest'
import { explain } from './explain.ts'

const faultOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return error
  }
}

test('a broken setting is named in one line', () => {
  expect(explain(faultOf(() => readSettings({ WEB_PORT: 'many' })))).toBe('WEB_PORT: must be a whole number')
})

test('a taken port is named in one line', async () => {
  const first = createServer().listen(0, 'localhost')
  await new Promise((resolve) => { first.once('listening', resolve) })
  const address = first.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const second = createServer().listen(port, 'localhost')
  const error = await new Promise((resolve) => { second.once('error', resolve) })
  first.close()
  expect(explain(error)).toBe(`WEB_PORT: port ${port} is taken by another program`)
})
