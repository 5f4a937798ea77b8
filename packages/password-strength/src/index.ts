export * from './estimator.ts'
