import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Some tests start the program several times, on machines that are busy with all the others.
  test: { name: 'simulator', include: ['src/**/*.test.ts'], testTimeout: 120_000 },
})
