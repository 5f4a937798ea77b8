import { defineProject } from 'vitest/config'

// Providers know no database: once is enough for them.
export default defineProject({
  test: { name: 'api on Postgres', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: ['src/providers/**', 'test/simulated-providers.test.ts'], globalSetup: 'test/postgres-setup.ts', isolate: false, testTimeout: 300_000, hookTimeout: 300_000 },
})
