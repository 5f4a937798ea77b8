import type { FieldProblemCode } from '@gatehouse/contracts'
import type { Policy } from '../config.ts'

type Fault = `fieldProblems.${FieldProblemCode}` | undefined

/** Rules that forms tell at once; the API has the last word. Lengths count characters, not code units. */
const length = (text: string) => [...text].length

export function usernameFault(text: string, { usernameMinLength, usernameMaxLength }: Policy): Fault {
  const name = text.normalize('NFKC')
  if (name === '') return 'fieldProblems.required'
  if (!/^(?:[\p{Nd}_-]|\p{L}\p{M}{0,4})+$/u.test(name)) return 'fieldProblems.username_characters'
  if (length(name) < usernameMinLength) return 'fieldProblems.too_short'
  return length(name) > usernameMaxLength ? 'fieldProblems.too_long' : undefined
}

export function newPasswordFault(text: string, { passwordMinLength, passwordMaxLength }: Policy): Fault {
  if (text === '') return 'fieldProblems.required'
  if (length(text) < passwordMinLength) return 'fieldProblems.too_short'
  return length(text) > passwordMaxLength ? 'fieldProblems.too_long' : undefined
}

export function confirmationFault(confirmation: string, password: string): Fault {
  if (confirmation === '') return 'fieldProblems.required'
  return confirmation === password ? undefined : 'fieldProblems.password_mismatch'
}

export const codeFault = (text: string): Fault => /^\d{6}$/.test(text) ? undefined : 'fieldProblems.code_format'
