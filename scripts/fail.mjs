/** Something the person at the keyboard has to mend; said in one line. */
export class Trouble extends Error {
  /** @param {number} exitCode of the script, as in packages/settings/src/process/exit-codes.ts */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Runs a script; trouble is one line and its exit code, a fault of ours a stack and 1. */
export async function run(main) {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Trouble ? `gatehouse: ${error.message}` : error)
    process.exit(error instanceof Trouble ? error.exitCode : 1)
  }
}
