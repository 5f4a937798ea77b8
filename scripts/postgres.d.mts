/** Folder with `initdb` and `postgres`, or undefined. */
export function findPostgres(path?: string): string | undefined

/** A throwaway server on a free port; `url` is its maintenance database. */
export function startPostgres(): Promise<{ url: string, stop: () => Promise<void> }>
