// npm run bench: every figure as a ratio to its limit in the same run, on the terminal and in bench/results.md.
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
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

report(...await measureStart())
report(await measureUsersMe())
report(await measureRefreshes())
const { result, possible } = await measureSignIns()
report(result)
report(await measureUnderLoad(possible))
report(...await measurePageWeight())

const row = ({ name, measured, against, ratio, aim }: Result) => `| ${name} | ${measured} | ${against} | ${ratio === null ? '' : figure(ratio)} | ${aim} |`
writeFileSync(new URL('../results.md', import.meta.url), `# Benchmarks

Written by \`npm run bench\`. Every ratio compares two figures of the same run, measured in turns; medians of several rounds.
Absolute figures are those of the machine: Node ${process.versions.node}, ${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown processor'}.

| what | measured | against | ratio | aim |
|---|---|---|---|---|
${results.map(row).join('\n')}
`)
