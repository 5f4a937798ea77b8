import { and, eq, exists, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Executor } from '../../db/executor.ts'
import type { Tables } from '../../db/tables.ts'

/**
 * The picture of an account and the linked account that it comes from. Each is one statement that decides by what the row says when it is
 * written; lock the account first where the identity may be removed at the same moment.
 */
export function avatarQueries(db: Executor, { users, identities }: Tables) {
  const pictureOf = (identityId: string) => db.select({ avatarUrl: identities.avatarUrl }).from(identities).where(eq(identities.id, identityId))

  const write = async (changes: object, ...conditions: Parameters<typeof and>) => {
    const [row] = await db.update(users).set(changes).where(and(...conditions)).returning()
    return row ?? null
  }

  return {
    /** Takes over what the identity shows today where the account's picture comes from it; `null` when nothing changes. */
    follow(id: string, identityId: string, now: Date) {
      const picture = pictureOf(identityId)
      return write({ avatarUrl: sql`${picture}`, updatedAt: now },
        eq(users.id, id), eq(users.avatarIdentityId, identityId), sql`${users.avatarUrl} is distinct from ${picture}`)
    },

    /** Gives the picture of an identity to an account that has none, unless the person has chosen; `null` when nothing changes. */
    adopt(id: string, identityId: string, now: Date) {
      const picture = pictureOf(identityId)
      const shown = db.select({ id: identities.id }).from(identities).where(and(eq(identities.id, identityId), isNotNull(identities.avatarUrl)))
      return write({ avatarUrl: sql`${picture}`, avatarIdentityId: identityId, updatedAt: now },
        eq(users.id, id), eq(users.avatarChosen, false), isNull(users.avatarUrl), or(isNull(users.avatarIdentityId), exists(shown)))
    },

    /** What the person wants: the picture of an identity of theirs, or none; `null` when it is not theirs. */
    choose(id: string, identityId: string | null, now: Date) {
      const chosen = { avatarIdentityId: identityId, avatarChosen: true, updatedAt: now }
      if (identityId === null) return write({ ...chosen, avatarUrl: null }, eq(users.id, id))
      const own = db.select({ id: identities.id }).from(identities).where(and(eq(identities.id, identityId), eq(identities.userId, id)))
      return write({ ...chosen, avatarUrl: sql`${pictureOf(identityId)}` }, eq(users.id, id), exists(own))
    },

    /** Removes a picture that comes from one of these identities, which go. */
    drop: (id: string, identityIds: string[], now: Date) =>
      write({ avatarUrl: null, avatarIdentityId: null, avatarChosen: false, updatedAt: now }, eq(users.id, id), inArray(users.avatarIdentityId, identityIds)),
  }
}
