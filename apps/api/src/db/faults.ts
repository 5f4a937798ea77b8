/**
 * Codes with which a driver says that the database cannot serve now, though the statement was right: gone, full, overrun, locked, taking no
 * writes, no longer letting us in, or asking for a transaction to be run again more often than we do.
 */
const unavailable = new RegExp([
  'SQLITE_(BUSY|LOCKED|PROTOCOL|FULL|READONLY|IOERR|CANTOPEN|NOMEM|CORRUPT|NOTADB)',
  'ECONN', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOST', 'ENET',
  '08', '25006', '25P03', '25P04', '28', '3D000', '40001', '40P01', '53', '55P03', '57', '58',
].map(start => `^${start}`).join('|'))
const unavailableMessages = /timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|not queryable/

/** A wait for the database that we have ended: for a turn, a connection, or an answer. */
export class TimeLimitExceeded extends Error {}

/** The driver's code behind an error, also when drizzle has wrapped it: an SQLSTATE, SQLite's name for it, or the system's. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}

/** Whether the database is full, gone, read-only, silent or overrun: worth saying "later" rather than "our fault". */
export function isUnavailable(error: unknown): boolean {
  if (unavailable.test(sqlState(error) ?? '')) return true
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof TimeLimitExceeded || unavailableMessages.test(at.message)) return true
  }
  return false
}

/** Whether somebody else holds a SQLite database at this moment. */
export const isLocked = (error: unknown) => /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(sqlState(error) ?? '')

/** Whether a write was refused because the row it refers to is gone. */
export const isMissingReference = (error: unknown) => /^(23503|SQLITE_CONSTRAINT_FOREIGNKEY)$/.test(sqlState(error) ?? '')

/** Whether a write was refused because a unique index already has its value. */
export const isUniqueViolation = (error: unknown) => /^(23505|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/.test(sqlState(error) ?? '')
