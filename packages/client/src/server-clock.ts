/**
 * What time it is at the server, by the `Date` of its answers (RFC 9110 section 6.6.1; whole seconds): its instants are compared with this
 * one, and never with the clock of the device, which may be anything.
 */
export function createServerClock(now = Date.now) {
  let ahead = 0

  return {
    hear(date: unknown) {
      const said = typeof date === 'string' ? Date.parse(date) : NaN
      if (!Number.isNaN(said)) ahead = said - now()
    },
    /** In milliseconds; the device's own while the server has said nothing. */
    now: () => now() + ahead,
  }
}
export type ServerClock = ReturnType<typeof createServerClock>
