import { chmodSync, closeSync, existsSync, fchmodSync, mkdirSync, openSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const privateFolder = 0o700
const privateFile = 0o600
/** What anybody but the owner may do. */
const others = 0o077

/** Makes a folder that only its owner may enter, whatever the umask, and what is missing above it; one that exists stays as it is. */
export function makePrivateFolder(path: string) {
  if (mkdirSync(path, { recursive: true, mode: privateFolder }) !== undefined) chmodSync(path, privateFolder)
}

/** Opens a new file that only its owner may read, whatever the umask. @throws `EEXIST` when there is one. */
export function openPrivateFile(path: string) {
  const file = openSync(path, 'wx', privateFile)
  fchmodSync(file, privateFile)
  return file
}

/** Makes the file of a database before SQLite does, which would let everybody read it; `-wal` and `-shm` get its mode. */
export function makePrivateDatabase(path: string) {
  makePrivateFolder(dirname(path))
  if (existsSync(path)) return
  try {
    closeSync(openPrivateFile(path))
  } catch (error) {
    // Another process was quicker.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/**
 * Which of the files of a SQLite database, and its folder, other users of the machine may read or write, each with its mode. They
 * are not changed: an operator may have let a group in, for backups.
 */
export function openToOthers(databasePath: string): string[] {
  // Windows has no such modes.
  if (process.platform === 'win32' || databasePath === ':memory:') return []
  const folder = dirname(databasePath)
  const name = basename(databasePath)
  const paths = [folder, ...[name, `${name}-wal`, `${name}-shm`, 'secret.key'].map(file => join(folder, file))]
  return paths.flatMap((path) => {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
    return mode & others ? [`${path} (${(mode & 0o777).toString(8).padStart(4, '0')})`] : []
  })
}
