// npm run bench: every figure as a ratio to its limit in the same run, on the terminal and in bench/results.md.
// npm run bench -- <name>…: only these, on the terminal alone.
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { measureAuthorizationServer } from './authorization-server.ts'
import { measureHostilePasswords } from './hostile-passwords.ts'
import { measurePageWeight } from './page-weight.ts'
import { measureRefreshes } from './refreshes.ts'
import { figure, type Result } from './result.ts'
import { measureSignIns } from './sign-ins.ts'
import { measureStart } from './start.ts'
import { measureUnderLoad } from './under-load.ts'
import { measureUsersMe } from './users-me.ts'

const results: Result[] = []
function report(...measured: Result[]) {
  for (const result of measured) {
    console.log(`${result.met ? 'ok ' : 'no '} ${result.name}: ${result.measured}${result.ratio === null ? '' : `; ratio ${figure(result.ratio)}`} (aim: ${result.aim})\n      against ${result.against}`)
    results.push(result)
  }
}

const measurements = {
  'start': async () => report(...await measureStart()),
  'users-me': async () => report(await measureUsersMe()),
  'refreshes': async () => report(await measureRefreshes()),
  'sign-ins': async () => {
    const { result, possible } = await measureSignIns()
    report(result, await measureUnderLoad(possible))
  },
  'hostile-passwords': async () => report(await measureHostilePasswords()),
  'authorization-server': async () => report(...await measureAuthorizationServer()),
  'page-weight': async () => report(...await measurePageWeight()),
}
const names = Object.keys(measurements)
const wanted = process.argv.slice(2)
const unknown = wanted.find(name => !names.includes(name))
if (unknown !== undefined) {
  console.error(`bench: unknown benchmark ${unknown}; available: ${names.join(', ')}`)
  process.exit(1)
}
for (const [name, measure] of Object.entries(measurements)) if (wanted.length === 0 || wanted.includes(name)) await measure()

const row = ({ name, measured, against, ratio, aim }: Result) => `| ${name} | ${measured} | ${against} | ${ratio === null ? '' : figure(ratio)} | ${aim} |`
if (wanted.length === 0) writeFileSync(new URL('../results.md', import.meta.url), `# Benchmarks

Written by \`npm run bench\`. Every ratio compares two figures of the same run, measured in turns; medians of several rounds.
Absolute figures are those of the machine: Node ${process.versions.node}, ${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown processor'}.

| what | measured | against | ratio | aim |
|---|---|---|---|---|
${results.map(row).join('\n')}
`)
