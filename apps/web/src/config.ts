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
  /** Where the operator publishes them; `{locale}` stands for the language. `null`: on pages of ours. */
  documents: { terms: string | null, privacy: string | null }
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
  return has(value, 'string', 'apiUrl', 'webUrl', 'seed') && has(value, 'object', 'policy', 'documents') && isDocuments(value.documents)
    && has(value.policy, 'number', 'usernameMinLength', 'usernameMaxLength', 'passwordMinLength', 'passwordMaxLength')
}

const isDocuments = (value: unknown) => typeof value === 'object' && value !== null
  && ['terms', 'privacy'].every(key => Reflect.get(value, key) === null || typeof Reflect.get(value, key) === 'string')

function has<Key extends string>(value: unknown, type: string, ...keys: Key[]): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && keys.every(key => typeof Reflect.get(value, key) === type)
}
