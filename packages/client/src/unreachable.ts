/**
 * There was no answer we can read, or nothing came of it:
 * - `offline`: no connection, or a server that does not exist or forbids us to read its answers;
 * - `timeout`: no answer in time;
 * - `unreadable`: an answer that is not in our contract, such as a proxy's error page;
 * - `cookies`: the browser did not keep the cookie that a session lives by;
 * - `elsewhere`: the page was opened at an address whose requests the API does not answer;
 * - `aborted`: whoever asked lost interest.
 */
export type UnreachableReason = 'offline' | 'timeout' | 'unreadable' | 'cookies' | 'elsewhere' | 'aborted'

/** Nothing is known about what the server did. */
export class Unreachable extends Error {
  readonly reason: UnreachableReason

  constructor(reason: UnreachableReason, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'Unreachable'
    this.reason = reason
  }
}
