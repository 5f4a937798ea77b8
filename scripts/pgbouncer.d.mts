/** A throwaway pooler on a free port, in front of a Postgres; any of its databases can be asked for. */
export function startPgBouncer(postgresUrl: string): Promise<{ port: number, stop: () => Promise<void> }>
