/** The path of a Chromium, or undefined. */
export function findChromium(environment?: NodeJS.ProcessEnv): string | undefined

/** The path of a Chromium, installed if need be. */
export function ensureChromium(): string
