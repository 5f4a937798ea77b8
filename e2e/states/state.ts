/**
 * What the API answers: a status with a body, in turn where there are several (the last one goes on). `held` never answers, `cut` ends the
 * connection.
 */
export interface Reply { status: number, data?: unknown }
export type Answer = Reply | Reply[] | 'held' | 'cut'

/** What somebody does on a page: types into controls by name, presses what a key of the messages says, or loses the network. */
export type Step = { fill: Record<string, string> } | { press: string, values?: Record<string, string | number> } | { check: string } | { goOffline: true }

/** One state of one page, as `npm run states` draws it. */
export interface State {
  /** Names the picture; begins with the area. */
  name: string
  path: string
  /** By method and path, beside those that every page gets. */
  answers?: Record<string, Answer>
  /** Left out: nobody is signed in. */
  user?: object
  /** In the storage of the tab, from before. */
  tab?: Record<string, string>
  steps?: Step[]
  /** Anything but the page's heading that shows that it has come to this state: a key of the messages, or a selector. */
  shows?: string
}

/** Names the states of an area after it. */
export const ofArea = (area: string, states: State[]): State[] => states.map(state => ({ ...state, name: `${area}-${state.name}` }))

export const ok = (data: unknown): Reply => ({ status: 200, data })
export const nothing: Reply = { status: 204 }
export const problem = (status: number, code: string, more: object = {}): Reply =>
  ({ status, data: { type: `urn:gatehouse:problem:${code}`, title: code, status, code, requestId: '019ac000-0000-7000-8000-00000000beef', ...more } })
export const failed = problem(500, 'internal')
export const busy = problem(503, 'overloaded')
