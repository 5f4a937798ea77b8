import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The nearest folder above this file that holds `name`; the same from the sources and from the bundle. */
function folderHolding(name: string) {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

/** Where the generated migrations of a dialect are. */
export function migrationsFolder(dialect: 'sqlite' | 'postgres') {
  const holder = folderHolding('migrations')
  if (!holder) throw new Error('the migrations folder is missing beside the program')
  return join(holder, 'migrations', dialect)
}

/** Where our own terms of service and privacy policy are. */
export function documentsFolder() {
  const holder = folderHolding('documents')
  if (!holder) throw new Error('the documents folder is missing beside the program')
  return join(holder, 'documents')
}

/** The path of a `file:` address; relative ones start at the repository, or where the program was started. */
export function sqlitePath(databaseUrl: string) {
  const path = databaseUrl.replace(/^file:(\/\/)?/, '')
  return path === ':memory:' ? path : pathOf(path)
}

/** A path that somebody configured: relative ones start at the repository, or where the program was started. */
export const pathOf = (path: string) => resolve(folderHolding('pnpm-workspace.yaml') ?? process.cwd(), path)
