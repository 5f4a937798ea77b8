import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { expect, onTestFinished, test, vi } from 'vitest'
import { answerProblems } from './problem.ts'
import { shedLoad } from './shedding.ts'

async function shielded() {
  const app = fastify()
  onTestFinished(() => app.close())
  answerProblems(app)
  await shedLoad(app)
  app.get('/', async () => ({}))
  await app.ready()
  return app
}

/** Keeps the event loop from everything else, and lets it turn once in between. */
async function toil(milliseconds: number, times: number) {
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  for (let count = 0; count < times; count++) {
    Atomics.wait(nothing, 0, 0, milliseconds)
    await turn()
  }
}

test('who cannot keep up refuses early, and says when to come again', async () => {
  const app = await shielded()
  expect((await app.inject('/')).statusCode).toBe(200)
  await toil(1500, 4)
  const refused = await app.inject('/')
  expect(refused.statusCode).toBe(503)
  expect([refused.json<unknown>(), refused.headers['retry-after']]).toMatchObject([{ code: 'overloaded' }, '5'])
  await expect.poll(async () => (await app.inject('/')).statusCode, { timeout: 120_000 }).toBe(200)
})

test('memory that waits to be collected is no reason to refuse', async () => {
  const gigabytes = 8 * 1024 ** 3
  const memory = vi.spyOn(process, 'memoryUsage').mockReturnValue({ rss: gigabytes, heapTotal: gigabytes, heapUsed: gigabytes, external: 0, arrayBuffers: 0 })
  onTestFinished(() => memory.mockRestore())
  const app = await shielded()
  await sleep(1300)
  expect((await app.inject('/')).statusCode).toBe(200)
})
