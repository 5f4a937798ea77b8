import type { FieldProblemCode } from '@gatehouse/contracts'

const address = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\p{L}\p{N}\p{M}-]+(\.[\p{L}\p{N}\p{M}-]+)+$/u

/** What cannot be an address, told while the form is filled in; the API has the last word, and whether mail arrives the code will show. */
export function emailFault(text: string): `fieldProblems.${FieldProblemCode}` | undefined {
  if (text === '') return 'fieldProblems.required'
  return address.test(text.normalize('NFKC')) ? undefined : 'fieldProblems.email_invalid'
}
