import { bundle } from '../../scripts/bundle.mjs'

await bundle({ 'main': 'src/main.ts', 'cli': 'src/cli.ts', 'password-worker': 'src/passwords/worker.ts', 'sqlite-reading': 'src/db/sqlite-reading.worker.ts' }, 'dist')
