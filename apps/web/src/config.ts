/** Rules of this deployment that forms tell people before the API has to. */
export interface Policy {
  usernameMinLength: number
  usernameMaxLength: number
  passwordMinLength: number
  passwordMaxLength: number
}

/** What the pages know of this deployment. */
export interface Config {
  /** Origin of the API. */
  apiUrl: string
  /** Origin at which these pages are meant to be opened. */
  webUrl: string
  termsVersion: string
  policy: Policy
  /** Draws this deployment's own lattice window. */
  seed: string
}

/** @throws when the web server cannot be reached, or answers with something else. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json')
  const document: unknown = await response.json()
  if (!isConfig(document)) throw new Error('/config.json is not a config')
  return document
}

function isConfig(value: unknown): value is Config {
  return has(value, 'string', 'apiUrl', 'webUrl', 'termsVersion', 'seed') && has(value, 'object', 'policy')
    && has(value.policy, 'number', 'usernameMinLength', 'usernameMaxLength', 'passwordMinLength', 'passwordMaxLength')
}

function has<Key extends string>(value: unknown, type: string, ...keys: Key[]): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && keys.every(key => typeof Reflect.get(value, key) === type)
}
