import type { SessionState } from '@gatehouse/client'
import { signedInKey } from '@gatehouse/client/memory'
import type { Session, User } from '@gatehouse/contracts'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Connection } from '../connection.ts'
import { useDependencies } from '../dependencies.ts'

type Api = Connection['api']

/** Who is signed in, for the pages; the session itself is kept by `@gatehouse/client`. */
export const useSessionStore = defineStore('session', () => {
  const { connect, memory } = useDependencies()
  const state = shallowRef<SessionState>({ status: 'unknown' })
  let listening: Connection | null = null

  async function connection() {
    const opened = await connect()
    if (listening !== opened) {
      listening = opened
      opened.keeper.subscribe((next) => { state.value = next })
      state.value = opened.keeper.state()
    }
    return opened
  }

  return {
    state,
    user: computed(() => state.value.status === 'signed-in' ? state.value.user : null),

    /** Somebody was signed in when these pages were last open: it is worth asking whether they still are. */
    isExpected: () => memory.read(signedInKey) !== null,

    /**
     * Finds out who is signed in, unless that is known.
     *
     * @throws ApiProblem, Unreachable: it is still not known.
     */
    async restore() {
      const { keeper } = await connection()
      await keeper.restore()
    },

    /** Hears of sign-ins and sign-outs in other tabs from now on. */
    async listen() {
      await connection()
    },

    /** Signs in by a call that answers with a session. */
    async begin(call: (api: Api) => Promise<Session>) {
      const { api, keeper } = await connection()
      return keeper.begin(() => call(api))
    },

    /**
     * Makes a call that may sign in, or may do something for whoever is signed in: who that is, is found out first.
     *
     * @param sessionIn finds the session in the answer, if there is one.
     */
    async finish<Answer>(call: (api: Api) => Promise<Answer>, sessionIn: (answer: Answer) => Session | null) {
      const { api, keeper } = await connection()
      if (memory.read(signedInKey) !== null) await keeper.restore()
      return keeper.attempt(() => call(api), sessionIn)
    },

    /** Proves anew who is signed in, by a call that answers with the same session. */
    async prove(call: (api: Api) => Promise<Session>) {
      const { api, keeper } = await connection()
      keeper.adopt(await call(api))
    },

    /** Changes the account by a call that answers with it. */
    async change(call: (api: Api) => Promise<User>) {
      const { api, keeper } = await connection()
      keeper.updateUser(await call(api))
    },

    async signOut() {
      const { keeper } = await connection()
      await keeper.signOut()
    },

    /** Deletes the account by a call. */
    async remove(call: (api: Api) => Promise<unknown>) {
      const { api, keeper } = await connection()
      await call(api)
      keeper.accountDeleted()
    },
  }
})
