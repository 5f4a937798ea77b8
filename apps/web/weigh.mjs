// Says what a first visit to the sign-in page weighs, in bytes of gzip -9, from the built files: `npm run weigh`.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** Bytes until the form can be used, and with what is loaded after it. */
const limits = { usable: 70_000, all: 85_000 }

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
const weigh = file => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length

/** A module's files, and those of everything it imports. */
function filesOf(key, seen = new Set()) {
  const { file, css = [], imports = [] } = manifest[key]
  if (seen.has(file)) return seen
  for (const name of [file, ...css]) seen.add(name)
  for (const inner of imports) filesOf(inner, seen)
  return seen
}

const [, script] = / src="\/(assets\/[^"]+)"/.exec(readFileSync('dist/index.html', 'utf8')) ?? []
const entry = Object.keys(manifest).find(key => manifest[key].file === script) ?? ''
const words = 'src/locales/core.zh-CN.json'
const usable = new Set(['index.html', 'before-paint.js', 'favicon.svg', ...filesOf(entry), ...filesOf(words)])
const all = new Set([...usable, ...filesOf('src/connection.ts')])

for (const [name, files] of Object.entries({ usable, all })) {
  const bytes = [...files].reduce((sum, file) => sum + weigh(file), 0)
  process.stdout.write(`${name}: ${bytes} of ${limits[name]} bytes\n`)
  for (const file of files) process.stdout.write(`  ${String(weigh(file)).padStart(6)}  ${file}\n`)
  if (bytes > limits[name]) process.exitCode = 1
}
