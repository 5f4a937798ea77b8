import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CommandError } from './command.ts'

/** Whoever was asked has gone: Ctrl-C. */
export class Cancelled extends Error {}

/**
 * Asks on the terminal, or reads the answers line by line from whatever is piped in. Questions go to standard error, so that standard
 * output holds nothing but the outcome.
 */
export function createQuestions(input: NodeJS.ReadStream = process.stdin, output: NodeJS.WriteStream = process.stderr) {
  const isTerminal = input.isTTY
  let isMuted = false
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isMuted) output.write(chunk)
      done()
    },
  })
  const lines = createInterface({ input, output: echo, terminal: isTerminal })
  // Begun at once: lines that come before they are asked for wait in it.
  const answers = lines[Symbol.asyncIterator]()
  lines.on('SIGINT', () => lines.close())

  async function ask(question: string, { secret = false } = {}): Promise<string> {
    output.write(`${question}: `)
    isMuted = secret && isTerminal
    const answer: IteratorResult<string, undefined> = await answers.next()
    if (isMuted || !isTerminal || answer.done) output.write('\n')
    isMuted = false
    if (answer.done) throw isTerminal ? new Cancelled() : new CommandError(`no input for: ${question}`)
    return answer.value
  }

  return {
    ask,
    close: () => lines.close(),
  }
}
export type Questions = ReturnType<typeof createQuestions>
