import type { Endpoint } from '@gatehouse/contracts'
import * as z from 'zod/mini'
import type { Answer } from './browser.ts'
import { harness } from './harness.ts'

/** An application with somebody signed in who may use the console. */
export async function withConsole(options: Parameters<typeof harness>[0] = {}) {
  const h = await harness(options)

  /** Somebody who has registered and runs the place. */
  async function superuser(username: string) {
    const person = await h.register(username)
    await h.store.users.setSuperuser(person.id, true, h.clock.now())
    return person
  }
  const root = await superuser('root-user')
  const events = async (action: string) => (await h.rows('audit_events')).filter(event => event.action === action)
  return { ...h, superuser, root, console: root.browser, events }
}

/** An answer as its contract describes it. */
export const as = <R extends z.ZodMiniType>({ response }: Pick<Endpoint<z.ZodMiniType, z.ZodMiniType, z.ZodMiniType, R>, 'response'>, { status, body }: Answer): z.output<R> => {
  if (status >= 300) throw new Error(`refused: ${JSON.stringify(body)}`)
  return z.parse(response, body)
}
