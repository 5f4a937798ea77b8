import type { ProblemCode } from '@gatehouse/contracts'
import { isMissingReference } from '../../db/faults.ts'
import { Refusal } from '../../lib/refusal.ts'

/** The account or the application may be deleted while somebody answers for it. @throws Refusal of this code, then */
export async function unlessGone<T>(code: ProblemCode, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw isMissingReference(error) ? new Refusal(code, { cause: error }) : error
  }
}
