/** Something the person at the keyboard has to mend; said in one line. */
export class Trouble extends Error {}

/** Runs a script; trouble is one line and exit code 1, a fault of ours a stack. */
export async function run(main) {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Trouble ? `gatehouse: ${error.message}` : error)
    process.exit(1)
  }
}
