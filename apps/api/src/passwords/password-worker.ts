import { createHash } from 'node:crypto'
import { compareSync, getRounds, hashSync } from 'bcryptjs'

export type Task =
  | { kind: 'hash', password: string, cost: number }
  | { kind: 'verify', password: string, hash: string, cost: number }

export interface Answer {
  hash: string
  matches: boolean
}

/** What the threads do; the only code that runs bcrypt. */
export default function work(task: Task): Partial<Answer> {
  if (task.kind === 'hash') return { hash: hashSync(digest(task.password), task.cost) }
  return { matches: verify(task.password, task.hash, task.cost) }
}

/**
 * A failure costs what `cost` costs even when the hash is older and cheaper: verifying at c and hashing at c, c+1 … cost-1
 * adds up to 2^cost. So the time tells nobody which accounts exist, or how old their passwords are.
 */
function verify(password: string, hash: string, cost: number) {
  const text = digest(password)
  if (compareSync(text, hash)) return true
  for (let cheaper = getRounds(hash); cheaper < cost; cheaper++) hashSync(text, cheaper)
  return false
}

/**
 * bcrypt reads 72 bytes and stops at a zero; this makes 64 characters without zeros of any text, so that every
 * password is verified whole. NFC, so that a name typed on another keyboard is the same (NIST SP 800-63B-4 section 3.1.1.2).
 */
function digest(password: string) {
  return createHash('sha384').update(`gatehouse-password-v1\0${password.normalize('NFC')}`).digest('base64')
}
