import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The secret kept beside a SQLite database, made at the first start and readable by its owner only. It opens what the
 * database has sealed: back up both, apart from each other.
 */
export function secretBeside(databasePath: string): Buffer {
  const path = join(dirname(databasePath), 'secret.key')
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const secret = Buffer.from(readFileSync(path, 'utf8'), 'base64')
  if (secret.length !== 32) throw new Error(`${path} does not hold 32 bytes in base64`)
  return secret
}
