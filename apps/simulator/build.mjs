import { cp } from 'node:fs/promises'
import { bundle } from '../../scripts/bundle.mjs'

await bundle({ main: 'src/main.ts' }, 'dist')
// Read beside the program at run time, as it is beside the source.
await cp('src/pages/assets', 'dist/assets', { recursive: true })
