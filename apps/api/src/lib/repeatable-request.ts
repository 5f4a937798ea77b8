/** A request that may be sent again when its answer was lost: one with an `Idempotency-Key`. */
export interface RepeatableRequest {
  key: string
  /** Who sent it: a secret of the browser, or the account that is signed in; `null` for programs that keep no cookies. */
  caller: string | null
  /** All of it that decides what is done. */
  content: string
}
