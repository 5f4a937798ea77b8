export * from './api-problem.ts'
export * from './unreachable.ts'
