/** A display name, or the beginning of one, as it is searched by: compatibility forms and case do not count. */
export const displayNameKey = (name: string) => name.normalize('NFKC').toLowerCase()
