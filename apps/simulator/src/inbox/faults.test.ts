import { expect, test } from 'vitest'
import { harness } from '../../test/harness.ts'

async function withFault(fault: string, times?: number) {
  const simulator = await harness()
  const plan = async (payload: object) => (await simulator.app.inject({ method: 'POST', url: '/inbox/faults', payload })).statusCode
  expect(await plan({ fault, times })).toBe(204)
  return { ...simulator, plan }
}

test('a planned refusal answers 550 for as many messages as planned, and then no more', async () => {
  const { send, messages } = await withFault('refuse', 2)
  await expect(send({ to: 'a@example.com, b@example.com' })).rejects.toMatchObject({ responseCode: 550 })
  await expect(send({})).rejects.toMatchObject({ responseCode: 550 })
  await send({})
  expect(await messages()).toHaveLength(1)
})

test('a planned deferral answers 451, once unless said otherwise', async () => {
  const { send, messages } = await withFault('defer')
  await expect(send({})).rejects.toMatchObject({ responseCode: 451 })
  await send({})
  expect(await messages()).toHaveLength(1)
})

test('a planned drop closes the connection without an answer', async () => {
  const { send, messages } = await withFault('drop', 1)
  const failure: unknown = await send({}).catch((error: unknown) => error)
  expect(failure).toMatchObject({ command: 'CONN' })
  expect(failure).not.toHaveProperty('responseCode')
  await send({})
  expect(await messages()).toHaveLength(1)
})

test('planning no times takes a plan back', async () => {
  const { send, plan } = await withFault('refuse', 5)
  expect(await plan({ fault: 'refuse', times: 0 })).toBe(204)
  await send({})
})

test('a fault that does not exist is refused', async () => {
  const { plan } = await withFault('refuse', 0)
  for (const payload of [{ fault: 'explode' }, { fault: 'drop', times: -1 }, { fault: 'drop', time: 1 }]) expect(await plan(payload)).toBe(400)
})
