import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SettingsError } from '@gatehouse/settings'
import { makePrivateFolder, openPrivateFile } from '../db/private-files.ts'

/**
 * The secret kept beside a SQLite database, made at the first start and readable by its owner only. It opens what the
 * database has sealed: back up both, apart from each other.
 *
 * @throws SettingsError when there is data already, which another secret has sealed; nothing is written then.
 */
export function secretBeside(databasePath: string): Buffer {
  const path = join(dirname(databasePath), 'secret.key')
  // Asked first: a process that starts beside this one makes the secret first, and the database afterwards.
  const hasData = (statSync(databasePath, { throwIfNoEntry: false })?.size ?? 0) > 0
  if (!existsSync(path)) {
    if (hasData) {
      throw new SettingsError(`secret.key: is missing at ${path}, and ${basename(databasePath)} next to it contains data encrypted with it; `
        + 'restore the file from its backup or set SECRET_KEY to its content (docs/deployment.md, "Keys"); nothing was changed')
    }
    makeSecret(path)
  }
  const secret = Buffer.from(readFileSync(path, 'utf8'), 'base64')
  if (secret.length !== 32) throw new SettingsError(`secret.key: ${path} does not contain 32 bytes in base64`)
  return secret
}

/** Writes a new secret, whole and on the disk before anything is sealed with it; who comes second finds the first one's. */
function makeSecret(path: string) {
  makePrivateFolder(dirname(path))
  const draft = `${path}.${randomUUID()}`
  const file = openPrivateFile(draft)
  try {
    writeSync(file, `${randomBytes(32).toString('base64')}\n`)
    fsyncSync(file)
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    closeSync(file)
    unlinkSync(draft)
  }
  syncFolder(dirname(path))
}

/** Without it, a new name in a folder can be lost with the power. Windows cannot open folders, and needs no such thing. */
function syncFolder(path: string) {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
