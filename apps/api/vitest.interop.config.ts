import { defineProject } from 'vitest/config'

/** The long lane: programs of other languages, from Debian's packages. Not part of `npm test`. */
export default defineProject({
  test: { name: 'interop', include: ['test/interop/**/*.interop.ts'], globalSetup: 'test/sqlite-setup.ts', isolate: false, testTimeout: 300_000, hookTimeout: 300_000 },
})
