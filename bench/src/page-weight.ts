import type { Result } from './result.ts'

export async function measurePageWeight(): Promise<Result[]> {
  return []
}
