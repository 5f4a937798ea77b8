/** Codes with which a driver says that the database cannot serve now, though the statement was right. */
const unavailable = /^(SQLITE_(BUSY|FULL|READONLY|IOERR|CANTOPEN|NOMEM)|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|08|53|55P03|57P0|57014|58)/
const unavailableMessages = /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|not queryable/

/** The driver's code behind an error, also when drizzle has wrapped it: an SQLSTATE, or SQLite's name for it. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}

/** Whether the database is full, gone, read-only or overrun: worth saying "later" rather than "our fault". */
export function isUnavailable(error: unknown): boolean {
  if (unavailable.test(sqlState(error) ?? '')) return true
  for (let at = error; at instanceof Error; at = at.cause) {
    if (unavailableMessages.test(at.message)) return true
  }
  return false
}

/** Whether a write was refused because the row it refers to is gone. */
export const isMissingReference = (error: unknown) => /^(23503|SQLITE_CONSTRAINT_FOREIGNKEY)$/.test(sqlState(error) ?? '')

/** Whether a write was refused because a unique index already has its value. */
export const isUniqueViolation = (error: unknown) => /^(23505|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/.test(sqlState(error) ?? '')
