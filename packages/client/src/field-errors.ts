import { fieldProblemCodes, type FieldError, type FieldProblemCode } from '@gatehouse/contracts'
import * as z from 'zod/mini'

/** What the API would say of these fields, without asking it; it may still find more. Its sentences are its own: pages have theirs for each code. */
export function fieldErrorsOf(schema: z.ZodMiniType, input: unknown): FieldError[] {
  const parsed = z.safeParse(schema, input)
  if (parsed.success) return []
  return parsed.error.issues.map((issue) => {
    const code = codeOf(issue)
    return { path: issue.path.map(String).join('.'), code, message: code }
  })
}

const codeOf = ({ message }: z.core.$ZodIssue): FieldProblemCode => isFieldProblem(message) ? message : 'invalid'

const isFieldProblem = (text: string): text is FieldProblemCode => fieldProblemCodes.some(code => code === text)
