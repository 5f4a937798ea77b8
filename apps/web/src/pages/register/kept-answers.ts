import type { Memory } from '@gatehouse/client/memory'

const key = 'gatehouse-registration'

interface Answers { username: string, email: string, emailCode: string, acceptTerms: boolean }
const none: Answers = { username: '', email: '', emailCode: '', acceptTerms: false }

/**
 * What people have answered survives a reload of this tab, until the account is made. A code to register with opens nothing but this
 * registration, for the minutes it lives; a password is kept nowhere.
 */
export const keepAnswers = (tabMemory: Memory, { username, email, emailCode, acceptTerms }: Answers) =>
  tabMemory.write(key, JSON.stringify({ username, email, emailCode, acceptTerms }))
export const forgetAnswers = (tabMemory: Memory) => tabMemory.write(key, null)

export function readAnswers(tabMemory: Memory): Answers {
  try {
    const kept: unknown = JSON.parse(tabMemory.read(key) ?? 'null')
    if (!isAnswers(kept)) return none
    const { username, email, emailCode, acceptTerms } = kept
    return { username, email, emailCode, acceptTerms }
  } catch {
    return none
  }
}

const isAnswers = (value: unknown): value is Answers => typeof value === 'object' && value !== null
  && ['username', 'email', 'emailCode'].every(name => typeof Reflect.get(value, name) === 'string')
  && 'acceptTerms' in value && typeof value.acceptTerms === 'boolean'
