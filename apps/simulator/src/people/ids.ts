import { createHash, randomBytes } from 'node:crypto'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Text in which each byte is one letter of the alphabet; a slight bias does no harm here. */
const spell = (bytes: Iterable<number>, alphabet: string) => [...bytes].map(byte => alphabet[byte % alphabet.length]).join('')

/** As many bytes as are asked for, always the same for the same parts. */
function stream(length: number, parts: string[]) {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) => createHash('sha256').update(JSON.stringify([block, ...parts])).digest())
  return Buffer.concat(blocks).subarray(0, length)
}

/** Ids that stay the same between starts, because they follow from what they name: provider, application, person. */
export const steady = {
  hex: (length: number, ...parts: string[]) => stream(Math.ceil(length / 2), parts).toString('hex').slice(0, length),
  letters: (length: number, ...parts: string[]) => spell(stream(length, parts), letters),
  /** A decimal number of so many digits, which never begins with 0. */
  digits: (length: number, ...parts: string[]) => `1${spell(stream(length - 1, parts), '0123456789')}`,
}

/** Codes and tokens. */
export const random = {
  hex: (length: number) => randomBytes(Math.ceil(length / 2)).toString('hex').slice(0, length),
  letters: (length: number) => spell(randomBytes(length), letters),
}
