#!/usr/bin/env node
import { existsSync } from 'node:fs'

const program = new URL('../dist/cli.js', import.meta.url)
if (existsSync(program)) await import(program.href)
else {
  process.stderr.write('gatehouse: not built yet; npm start or npm run build does that\n')
  process.exitCode = 1
}
