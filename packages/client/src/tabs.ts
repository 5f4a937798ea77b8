import { Session } from '@gatehouse/contracts'
import * as z from 'zod/mini'
import type { Browser } from './browser.ts'

/**
 * What tabs tell each other. `epoch` counts sign-ins and sign-outs: a message of an earlier epoch is old news, whenever it
 * arrives. It starts from the clock, so that tabs that never heard of each other rarely agree by chance. `of` is the epoch of
 * the session that is over.
 */
export type Message =
  | { type: 'session', epoch: number, at: number, expiresAt: number, session: Session }
  | { type: 'signed-out', epoch: number, of: number, because: 'person' | 'ended' | 'deleted' }
  | { type: 'ask' }

/** A tab may run another version of us: what it says of the session must still be one. */
function read(data: unknown): Message | null {
  if (!isMessage(data)) return null
  return data.type !== 'session' || z.safeEncode(Session, data.session).success ? data : null
}

const isMessage = (data: unknown): data is Message => typeof data === 'object' && data !== null && 'type' in data
  && (data.type === 'ask' || (['session', 'signed-out'].includes(String(data.type)) && 'epoch' in data && typeof data.epoch === 'number'))

/** Milliseconds in which a living tab answers. */
const answerTime = 250

const holderLock = 'gatehouse-session-holder'

/** The other tabs of this browser that show the same front end. */
export function connectTabs({ locks, openChannel }: Pick<Browser, 'locks' | 'openChannel'>, hear: (message: Message) => void) {
  const channel = openChannel?.('gatehouse-session', (data) => {
    const message = read(data)
    if (message) hear(message)
  }) ?? null
  let release: (() => void) | null = null

  async function othersHold() {
    if (!channel) return false
    if (!locks) return true
    const { held } = await locks.query().catch(() => ({ held: null }))
    return held === null || (held ?? []).filter(({ name }) => name === holderLock).length > (release ? 1 : 0)
  }

  return {
    tell: (message: Message) => channel?.send(message),

    /** Asks the tabs that hold a session for it; ends when `satisfied`, when nobody can answer, or when nobody did. */
    async ask(satisfied: () => boolean) {
      if (satisfied() || !channel || !await othersHold()) return
      channel.send({ type: 'ask' })
      for (let waited = 0; waited < answerTime && !satisfied(); waited += 10) await sleep(10)
    },

    /** Lets other tabs know that it makes sense to ask this one. */
    holdsSession(holds: boolean) {
      if (holds && !release && locks) {
        const released = new Promise<void>((resolve) => { release = resolve })
        // Where it is refused, other tabs ask without knowing whether it makes sense.
        locks.request(holderLock, { mode: 'shared' }, () => released).catch(() => undefined)
      }
      if (!holds) {
        release?.()
        release = null
      }
    },

    close() {
      release?.()
      channel?.close()
    },
  }
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => { setTimeout(resolve, milliseconds) })
