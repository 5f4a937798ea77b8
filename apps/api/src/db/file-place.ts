import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sqlState } from './faults.ts'

/** Milliseconds for which a look at the file is good. */
const goodFor = 100

/**
 * Remembers which file an open SQLite database is. SQLite writes on to a file that was removed or replaced, and what it acknowledges is
 * gone with the process.
 *
 * @returns what throws, as SQLite does where it notices, while another file is there, or none.
 */
export function watchPlace(path: string): () => void {
  if (path === ':memory:') return () => undefined
  const identity = () => {
    const file = statSync(path, { bigint: true, throwIfNoEntry: false })
    return file && `${file.dev}:${file.ino}`
  }
  const opened = identity()
  let looked = -Infinity
  return () => {
    const now = performance.now()
    if (now < looked + goodFor) return
    if (identity() !== opened) throw new Sqlite.SqliteError(`${path} was removed, or another file was put in its place`, 'SQLITE_READONLY_DBMOVED')
    looked = now
  }
}

/**
 * Refuses a SQLite database whose files, or whose folder, cannot be written to. SQLite opens it all the same, and fails at the first
 * write.
 */
export function refuseUnwritable(path: string) {
  if (path === ':memory:') return
  for (const place of [dirname(path), path, `${path}-wal`, `${path}-shm`]) {
    if (!existsSync(place)) continue
    try {
      accessSync(place, constants.R_OK | constants.W_OK)
    } catch (error) {
      throw new Error(`DATABASE_URL: ${place} is not writable (${sqlState(error) ?? 'no reason given'})`, { cause: error })
    }
  }
}
