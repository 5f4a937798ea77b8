import { defineProject } from 'vitest/config'

// Providers know no database: once is enough for them. Faults of a file are SQLite's.
export default defineProject({
  test: { name: 'api on Postgres', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: ['src/providers/**', 'test/simulated-providers.test.ts', 'test/sqlite-faults.test.ts'], globalSetup: 'test/postgres-setup.ts', isolate: false, testTimeout: 300_000, hookTimeout: 300_000 },
})
