/** A port nobody uses at this moment. */
export function freePort(): Promise<number>
