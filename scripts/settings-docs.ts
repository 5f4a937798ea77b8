// npm run docs:settings: writes docs/settings.md from the schema.
import { writeFileSync } from 'node:fs'
import { documentSettings } from '../packages/settings/src/index.ts'

writeFileSync(new URL('../docs/settings.md', import.meta.url), documentSettings())
