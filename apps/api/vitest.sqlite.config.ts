import { defineProject } from 'vitest/config'

export default defineProject({
  test: { name: 'api on SQLite', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: ['test/pgbouncer.test.ts'], globalSetup: 'test/sqlite-setup.ts', isolate: false, testTimeout: 300_000, hookTimeout: 300_000 },
})
