import { fieldProblems, type FieldProblemCode } from '@gatehouse/contracts'
import * as z from 'zod/mini'

/** Input that does not fit the contract, with the input itself, to tell what is missing from what is wrong. */
export class InvalidInput extends Error {
  readonly issues: z.core.$ZodIssue[]
  readonly input: unknown

  constructor(issues: z.core.$ZodIssue[], input: unknown) {
    super('the input does not fit the contract')
    this.name = 'InvalidInput'
    this.issues = issues
    this.input = input
  }
}

export const isInvalidInput = (error: unknown): error is InvalidInput => error instanceof InvalidInput

/** @throws InvalidInput unless the input fits; input nobody reads is not looked at. */
export function parse<S extends z.ZodMiniType>(schema: S, input: unknown): z.output<S> {
  const result = z.safeParse(schema, input)
  if (result.success) return result.data
  throw new InvalidInput(result.error.issues, input)
}

/** Every refused field with its code; fields that were not asked for are named, too. */
export const fieldErrorsOf = ({ issues, input }: InvalidInput) => issues.flatMap(issue => explain(issue, input))

function explain(issue: z.core.$ZodIssue, input: unknown): { path: string, code: FieldProblemCode }[] {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => ({ path: [...issue.path, key].join('.'), code: 'unknown_field' as const }))
  if (issue.code === 'invalid_type' && valueAt(input, issue.path) === undefined) return [{ path, code: 'required' }]
  return [{ path, code: isFieldProblem(issue.message) ? issue.message : 'invalid' }]
}

function valueAt(input: unknown, path: PropertyKey[]) {
  return path.reduce<unknown>((value, key) => typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined, input)
}

const isFieldProblem = (text: string): text is FieldProblemCode => Object.hasOwn(fieldProblems, text)
