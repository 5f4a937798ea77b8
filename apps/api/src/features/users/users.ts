import type { User } from '@gatehouse/contracts'
import type { UserRow } from './queries.ts'

/** An account as its owner sees it. */
export const toUser = (row: UserRow): User => ({
  id: row.id,
  username: row.username,
  email: row.email,
  emailVerified: row.emailVerifiedAt !== null,
  mobile: row.mobile,
  displayName: row.displayName,
  avatarUrl: row.avatarUrl,
  locale: row.locale,
  hasPassword: row.passwordHash !== null,
  isSuperuser: row.isSuperuser,
  createdAt: row.createdAt,
})

export type { UserRow }
