import type { Session, User } from '@gatehouse/contracts'
import { createAlarm } from './alarm.ts'
import { ApiProblem } from './api-problem.ts'
import type { Credentials } from './as-whoever.ts'
import type { Browser } from './browser.ts'
import { createFarewell } from './farewell.ts'
import { signedInKey } from './memory.ts'
import type { SessionState, SignedOutBecause } from './session-state.ts'
import { Unreachable } from './unreachable.ts'
import { connectTabs, type Message } from './tabs.ts'
import { createTurns } from './turns.ts'

/** The two calls a session lives by. They count on the refresh cookie alone, which no script can read. */
export interface SessionCalls {
  /** `undefined` when the browser has no refresh cookie. */
  refresh: () => Promise<Session | undefined>
  endCurrent: () => Promise<unknown>
}

/** Milliseconds an access token must still live to be sent. */
const usable = 5000
/** The share of its life at which a token is renewed unasked. */
const renewAt = 0.8
/** Milliseconds until another unasked renewal, after one failed. */
const pause = 15_000
/** How many access tokens are remembered by whose they are: far more than can be on their way at once. */
const remembered = 32

type Kept = Extract<Message, { type: 'session' }>

/**
 * Keeps one session for all tabs of a browser. The access token lives in memory only; tabs hand it to each other, and only
 * one of them at a time exchanges the refresh cookie. Signing out reaches every tab at once, also without a connection.
 */
export function createSessionKeeper({ refresh, endCurrent }: SessionCalls, browser: Browser) {
  const { now, memory } = browser
  const takeTurn = createTurns(browser.locks, 'gatehouse-session')
  const tabs = connectTabs(browser, hear)
  const alarm = createAlarm({ page: browser.page, now, ring: () => void renewUnasked() })
  const farewell = createFarewell({ endCurrent, takeTurn, browser })
  const listeners = new Set<(state: SessionState) => void>()

  /** Whose the latest access tokens are. */
  const owners = new Map<string, string>()
  let epoch = 0
  let kept: Kept | null = null
  let state: SessionState = { status: 'unknown' }
  let renewal: Promise<Kept | null> | null = null
  /** A call of ours has the turn: whoever waited for it within that call would wait for themselves. */
  let hasTurn = false
  /** What we wrote can be read again: its absence then means that another tab signed out. */
  let leavesTrace = false

  const isUsable = (session: Kept | null): session is Kept => session !== null && session.expiresAt - now() > usable
  const nextEpoch = () => Math.max(now(), epoch + 1)

  function become(next: SessionState) {
    state = next
    tabs.holdsSession(kept !== null)
    memory.write(signedInKey, kept ? 'yes' : null)
    leavesTrace = memory.read(signedInKey) !== null
    for (const listener of listeners) listener(state)
  }

  function keep(news: Kept) {
    epoch = news.epoch
    kept = news
    owners.set(news.session.accessToken, news.session.user.id)
    for (const oldest of [...owners.keys()].slice(0, -remembered)) owners.delete(oldest)
    farewell.forget()
    alarm.set(news.at + (news.expiresAt - news.at) * renewAt)
    become({ status: 'signed-in', user: news.session.user })
  }

  function keepAndTell(session: Session, { epoch, at }: { epoch: number, at: number }) {
    const news: Kept = { type: 'session', epoch, at, expiresAt: at + session.expiresIn * 1000, session }
    keep(news)
    tabs.tell(news)
  }

  function drop(because: SignedOutBecause, newEpoch: number) {
    epoch = newEpoch
    kept = null
    alarm.clear()
    become({ status: 'signed-out', because })
  }

  function dropAndTell(because: Exclude<SignedOutBecause, 'never'>) {
    const of = epoch
    drop(because, nextEpoch())
    tabs.tell({ type: 'signed-out', epoch, of, because })
  }

  function hear(message: Message) {
    if (message.type === 'ask') {
      if (isUsable(kept)) tabs.tell(kept)
      return
    }
    // A tab that slept through a sign-in may find out only now that the session before it is over.
    if (message.type === 'signed-out' && message.because === 'ended' && message.of !== epoch) return
    const isNews = message.epoch > epoch || (message.type === 'session' && message.epoch === epoch && message.at > (kept?.at ?? 0))
    if (!isNews) return
    if (message.type === 'session') keep(message)
    else drop(message.because, message.epoch)
  }

  /** A page out of the back-forward cache, or without broadcast channels, was told nothing. */
  const stopLooking = browser.page.onWake(() => {
    if (kept && leavesTrace && memory.read(signedInKey) === null) drop('person', nextEpoch())
  })

  async function exchange(): Promise<Kept | null> {
    const before = epoch
    const at = now()
    let isEnded = state.status === 'signed-in'
    const session = await refresh().catch((error: unknown) => {
      if (!(error instanceof ApiProblem) || error.code !== 'session_ended') throw error
      isEnded = true
      return undefined
    })
    // Somebody signed in or out meanwhile: what we were given belongs to the past.
    if (epoch !== before) return kept
    if (session) keepAndTell(session, { epoch, at })
    else if (isEnded) dropAndTell('ended')
    else drop('never', epoch)
    return kept
  }

  /** A session with a usable token: from another tab if one has it, from the API otherwise; `null` when there is none. */
  async function renew(waited: boolean): Promise<Kept | null> {
    if (waited || !kept) await tabs.ask(() => isUsable(kept))
    return isUsable(kept) || state.status === 'signed-out' ? kept : exchange()
  }

  /** Many may ask at once; one asks the API. */
  function obtain() {
    if (hasTurn) return renew(false)
    renewal ??= takeTurn(renew).finally(() => { renewal = null })
    return renewal
  }

  /**
   * The cookie that a token is had for may be of somebody else by now, who has signed in in another tab: what one person has begun is
   * never done as another.
   *
   * @param whose the person who has begun it; `null` while nobody is known.
   */
  async function tokenOf(whose: string | null) {
    const session = isUsable(kept) ? kept : await obtain()
    if (session && whose !== null && session.session.user.id !== whose) throw new ApiProblem({ code: 'session_ended', status: 401 })
    return session?.session.accessToken ?? null
  }
  const ownToken = () => tokenOf(kept?.session.user.id ?? null)

  async function renewUnasked() {
    if (!kept) return
    // Still usable, yet due: `obtain` would be content with it.
    const due = kept
    try {
      await takeTurn(async (waited) => {
        if (waited) await tabs.ask(() => kept !== due)
        return kept === due ? exchange() : kept
      })
    } catch {
      if (kept) alarm.set(now() + pause)
    }
  }

  /** A session whose cookie the browser did not keep would end with the page, and say nothing. Asked only where that is likely. */
  async function lasting(session: Session | null) {
    if (!session || browser.keepsData()) return session
    const renewed = await refresh()
    if (!renewed) throw new Unreachable('cookies')
    return renewed
  }

  /** Keeps the session that an answer brings, if it brings one; no other tab touches the refresh cookie meanwhile. */
  async function attempt<Answer>(call: () => Promise<Answer>, sessionIn: (answer: Answer) => Session | null): Promise<Answer> {
    return takeTurn(async () => {
      hasTurn = true
      try {
        const at = now()
        const answer = await call()
        const session = await lasting(sessionIn(answer))
        if (session) keepAndTell(session, { epoch: nextEpoch(), at })
        return answer
      } finally {
        hasTurn = false
      }
    })
  }

  return {
    state: () => state,

    /** Calls on every change, in whichever tab it began. */
    subscribe(listener: (state: SessionState) => void) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },

    /**
     * Finds out whether somebody is signed in, unless that is known.
     *
     * @throws ApiProblem, Unreachable: it is still not known.
     */
    async restore(): Promise<SessionState> {
      if (state.status === 'unknown' && farewell.isDue()) {
        // That was an earlier visit's doing: whoever comes now is where they want to be.
        drop('never', nextEpoch())
        void farewell.say()
      }
      if (state.status === 'unknown') await obtain()
      return state
    },

    /** Signs in by a call that sets the refresh cookie. */
    async begin(call: () => Promise<Session>): Promise<User> {
      const { user } = await attempt(call, session => session)
      return user
    },

    /** Makes a call that may sign in, or may do something for whoever is signed in; `sessionIn` finds the session in its answer. */
    attempt,

    /** Takes what proving oneself anew answered with: the same session. Somebody may have signed out meanwhile: then it is over. */
    adopt(session: Session) {
      if (kept?.session.user.id !== session.user.id) return
      keepAndTell(session, { epoch, at: now() })
    },

    /** Takes what changing the account answered with. */
    updateUser(user: User) {
      if (kept?.session.user.id !== user.id) return
      const news: Kept = { ...kept, at: Math.max(now(), kept.at + 1), session: { ...kept.session, user } }
      keep(news)
      tabs.tell(news)
    },

    /** Signs out in every tab at once; ends as soon as the API knows, or cannot be reached: then it is told later. */
    async signOut() {
      dropAndTell('person')
      await farewell.say()
    },

    /** The account is gone, and every session with it. */
    accountDeleted() {
      dropAndTell('deleted')
    },

    credentials: {
      token: async () => state.status === 'signed-out' ? null : ownToken(),
      tokenOfKnown: async () => state.status === 'signed-in' ? ownToken() : null,
      async replace(refused, because) {
        if (kept?.session.accessToken === refused) {
          if (because === 'session_ended') dropAndTell('ended')
          else kept = { ...kept, expiresAt: 0 }
        }
        const whose = owners.get(refused)
        return kept && whose === kept.session.user.id ? tokenOf(whose) : null
      },
    } satisfies Credentials,

    close() {
      stopLooking()
      alarm.close()
      farewell.close()
      tabs.close()
      listeners.clear()
    },
  }
}
export type SessionKeeper = ReturnType<typeof createSessionKeeper>
