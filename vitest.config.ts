import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // On two cores the default is one worker, and half of the machine is idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Says so on Node 20, where it works: docs/decisions/0012-authorization-server.md.
    onConsoleLog: text => !text.includes('oidc-provider WARNING: Unsupported runtime'),
    projects: ['packages/*/vitest.config.ts', 'apps/web/vitest.config.ts', 'apps/simulator/vitest.config.ts', 'apps/api/vitest.*.config.ts', 'scripts/vitest.config.ts', 'examples/vitest.config.ts'],
  },
})
