export * from './addresses.ts'
export * from './document.ts'
export * from './read.ts'
export * from './settings.ts'
