import type { PendingDocument, User } from '@gatehouse/contracts'
import type { UserRow } from './queries.ts'

/** An account as its owner sees it. @param pendingDocuments what its owner has yet to accept (`documents.pendingOf`) */
export const toUser = (row: UserRow, pendingDocuments: PendingDocument[]): User => ({
  id: row.id,
  username: row.username,
  email: row.email,
  emailVerified: row.emailVerifiedAt !== null,
  mobile: row.mobile,
  displayName: row.displayName,
  avatarUrl: row.avatarUrl,
  avatarIdentityId: row.avatarIdentityId,
  locale: row.locale,
  hasPassword: row.passwordHash !== null,
  isSuperuser: row.isSuperuser,
  createdAt: row.createdAt,
  pendingDocuments,
})

/** The same with what the settings ask to be accepted. */
export type UserOf = (row: UserRow) => User

export type { UserRow }
