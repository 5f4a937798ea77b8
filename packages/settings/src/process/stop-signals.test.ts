import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const program = fileURLToPath(new URL('../../test/stopping-program.ts', import.meta.url))

async function running(...options: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout.on('data', (data: Buffer) => { out += data.toString() })
  const closed = once(child, 'close')
  const says = (line: string) => expect.poll(() => out, { timeout: 60_000, interval: 5 }).toContain(line)
  await says('running')
  return {
    child, says,
    ended: async () => {
      await closed
      return { code: child.exitCode, out }
    },
  }
}

test('a stop that finishes ends with 0', async () => {
  const { child, ended } = await running('finishes')
  child.kill('SIGTERM')
  expect(await ended()).toEqual({ code: 0, out: 'running\nstopping by SIGTERM\n' })
})

test('a stop that takes too long ends with 124, and says so', async () => {
  const { child, ended } = await running('hangs', '50')
  child.kill('SIGTERM')
  expect(await ended()).toEqual({ code: 124, out: 'running\nstopping by SIGTERM\nshutdown timed out; unfinished requests were aborted\n' })
})

test('a stop that fails ends with 1, and says why', async () => {
  const { child, ended } = await running('fails')
  child.kill('SIGINT')
  expect(await ended()).toEqual({ code: 1, out: 'running\nstopping by SIGINT\nshutdown failed: the disk is gone\n' })
})

test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('a second signal, %s, ends at once with %i', async (second, code) => {
  const { child, says, ended } = await running('hangs')
  child.kill('SIGTERM')
  await says('stopping by SIGTERM')
  child.kill(second)
  expect(await ended()).toMatchObject({ code })
})

test('a signal before anything was begun ends with 0', async () => {
  const { child, ended } = await running('starts')
  child.kill('SIGTERM')
  expect(await ended()).toEqual({ code: 0, out: 'running\n' })
})
