import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { freePort } from '../../scripts/ports.mjs'

const Made = z.tuple([z.array(z.string())]).rest(z.unknown())

/** A bare oidc-provider in a process of its own, and a way to have it make codes and tokens. */
export async function startBareProvider(settings: Record<string, string>) {
  const port = await freePort()
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./bare-provider.ts', import.meta.url))], {
    env: { PATH: process.env.PATH, PORT: String(port), ...settings }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error('the bare provider ended') })])

  return {
    url: `http://localhost:${port}`,
    async make(what: 'code' | 'refreshToken' | 'accessToken', count: number) {
      const made = once(child, 'message')
      child.send({ what, count })
      return Made.parse(await made)[0]
    },
    stop: () => child.kill('SIGTERM'),
  }
}
export type BareProvider = Awaited<ReturnType<typeof startBareProvider>>
