import { Problem } from '@gatehouse/contracts'
import * as z from 'zod/mini'
import { ApiProblem } from './api-problem.ts'
import { Unreachable } from './unreachable.ts'

/** What a status of 400 and above means: the API declined, or somebody else answered in its place. */
export function refusalOf(status: number, data: unknown, retryAfter: unknown) {
  const problem = z.safeParse(Problem, data)
  if (!problem.success) return new Unreachable('unreadable', { cause: problem.error })
  const header = Number(retryAfter || undefined)
  return new ApiProblem({ ...problem.data, status, retryAfter: problem.data.retryAfter ?? (Number.isFinite(header) ? header : undefined) })
}
