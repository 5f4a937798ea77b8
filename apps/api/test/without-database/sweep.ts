import type { Answer } from '../browser.ts'
import type { World } from './world.ts'

/** A request to be sent, possibly again and again. */
type Send = () => Promise<Pick<Answer, 'status' | 'headers' | 'text'>>

export interface Sweep {
  /** Makes what the request is about, and answers the request, to be sent again and again. */
  prepare: (world: World) => Promise<Send>
  /** Made anew for each try: something outside the database is used up by the first. */
  anew?: true
  /** Tables in which a try that failed may leave something: counters, and what was used up before somebody outside was asked. */
  leaves?: readonly string[]
}

/** A request of somebody new who is signed in. */
export const signedIn = (send: (who: Awaited<ReturnType<World['person']>>, world: World) => Promise<Answer>): Sweep => ({
  async prepare(world) {
    const who = await world.person()
    return () => send(who, world)
  },
})
