/**
 * One thing at a time on one connection. What needs the connection to itself waits for its turn; a single statement goes at once
 * while nobody has it to themselves, and waits behind them otherwise.
 */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  let inLine = 0

  /** Begins when everything before it has ended, however it ended. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    inLine++
    const turn = last.then(work)
    last = turn.then(leave, leave)
    return turn
  }

  function leave() {
    inLine--
  }

  return {
    alone,
    single: <T>(work: () => Promise<T>): Promise<T> => inLine === 0 ? work() : alone(work),
  }
}
