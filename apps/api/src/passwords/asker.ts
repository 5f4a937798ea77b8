/** For whom costly work is done. Whoever makes a request is one (`Visitor`). */
export interface Asker {
  /** Networks take turns. */
  network: string
  /** The account knows the browser: within the network, such people and strangers take turns. */
  isKnown?: boolean
  /** Aborted when whoever asked has gone: what has not begun is dropped. Without one, nobody goes. */
  signal?: AbortSignal
  /** Has had a turn for the same request: turning it away now would waste that, so it comes before everybody else. */
  isAdmitted?: boolean
}
