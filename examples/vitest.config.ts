import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Each test starts the API and an example as processes, on machines that are busy with all the others.
  test: { name: 'examples', include: ['test/*.test.ts'], globalSetup: '../apps/api/test/sqlite-setup.ts', testTimeout: 300_000 },
})
