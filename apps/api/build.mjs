import { bundle } from '../../scripts/bundle.mjs'

await bundle({
  'main': 'src/main.ts', 'cli': 'src/cli.ts', 'sqlite-reading': 'src/db/sqlite-reading.worker.ts',
  'password-worker': 'src/passwords/password-worker.ts', 'judge-worker': 'src/passwords/judge-worker.ts',
}, 'dist')
