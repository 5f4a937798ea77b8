/** The one rule of the form that first visits come for; the others are in `field-rules.ts`. */
export const required = (text: string) => text === '' ? 'fieldProblems.required' : undefined
