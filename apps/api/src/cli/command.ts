/** One thing that can be done from the command line. */
export interface Command {
  /** One line for the list of commands. */
  summary: string
  /** What it takes, in full. */
  usage: string
  /**
   * @param options what follows the name of the command.
   * @throws CommandError, SettingsError, Cancelled
   */
  run(options: string[], environment: NodeJS.ProcessEnv): Promise<void>
}

/** It cannot be done; the message is one line for whoever typed it. */
export class CommandError extends Error {
  /** Whether the command line itself was wrong. */
  readonly isMisuse: boolean

  constructor(message: string, { isMisuse = false } = {}) {
    super(message)
    this.name = 'CommandError'
    this.isMisuse = isMisuse
  }
}
