import { SettingsError } from '../read.ts'

/**
 * Why a program has ended, for whatever watches it. 64 to 78 as in sysexits(3), 124 as of timeout(1). A program that a second
 * signal has ended has 128 and the number of that signal, as a shell says it.
 */
export const exitCodes = {
  /** It was asked to stop, and everything that was begun was finished; or it was asked before it had begun anything. */
  stopped: 0,
  /** A fault of ours. */
  fault: 1,
  /** The database cannot be reached, or cannot be used now. */
  databaseUnavailable: 69,
  /** Another program has the port. */
  portTaken: 71,
  /** A setting, the secret or a file it names is missing or wrong; starting again will not help. */
  configuration: 78,
  /** It was asked to stop, and what was begun did not end in time. */
  stopForced: 124,
} as const

/** Another program has the port; the message is one line that names its setting. */
export class PortTaken extends Error {}

/** The code for what keeps a program from running. */
export function exitCodeOf(error: unknown) {
  if (error instanceof SettingsError) return exitCodes.configuration
  if (error instanceof PortTaken) return exitCodes.portTaken
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'listen')) return exitCodes.fault
  // Any other is about the address or the port itself: not of this machine, or not for everybody.
  return 'code' in error && error.code === 'EADDRINUSE' ? exitCodes.portTaken : exitCodes.configuration
}
