import type { Faults } from '../composables/use-form.ts'

/**
 * For `focusout` of a form: what is wrong with a field is said as soon as it is left, unless nothing was typed.
 *
 * @param check what can be told without asking the API.
 */
export function checkLeft(check: () => Faults, faults: Faults) {
  return ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement) || target.type === 'checkbox' || target.value === '') return
    const fault = check()[target.name]
    if (fault) faults[target.name] = fault
  }
}
