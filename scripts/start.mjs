// npm start, npm run dev: from a fresh clone to everything running.
import { constants } from 'node:os'
import { join } from 'node:path'
import { run, Trouble } from './fail.mjs'
import { build, ensureInstalled, environment, root } from './install.mjs'
import { choosePorts } from './ports.mjs'
import { startTogether } from './processes.mjs'

const watch = process.argv.includes('--watch')
const mode = process.env.GATEHOUSE_MODE || 'development'
/** Milliseconds in which two signals are one press of Ctrl-C. */
const sameKeystroke = 500

const withSimulator = mode === 'development'

await run(async () => {
  const { API_PORT, WEB_PORT, SIMULATOR_PORT } = await choosePorts(process.env, withSimulator ? undefined : ['API_PORT', 'WEB_PORT'])
  ensureInstalled()
  if (!watch) build('build')

  const programs = [
    { name: 'api', folder: 'apps/api', port: API_PORT, built: 'dist/main.js', probe: '/livez' },
    { name: 'web', folder: 'apps/web', port: WEB_PORT, built: 'dist-server/main.js', probe: '/config.json' },
    ...(withSimulator ? [{ name: 'simulator', folder: 'apps/simulator', port: SIMULATOR_PORT, built: 'dist/main.js', probe: '/livez' }] : []),
  ].map(({ name, folder, port, built, probe }) => ({
    name, cwd: join(root, folder), url: `http://localhost:${port}${probe}`, ...(watch ? developmentCommand(name) : { command: process.execPath, args: ['--enable-source-maps', built] }),
  }))

  const together = startTogether(programs, { ...environment, GATEHOUSE_MODE: mode })
  let exiting = false
  async function leave(code) {
    exiting = true
    const codeOfStop = await together.stop()
    // What the tools of development make of a signal says nothing.
    process.exit(code || (watch ? 0 : codeOfStop))
  }
  let askedAt = -Infinity
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!exiting) {
        askedAt = performance.now()
        return void leave(0)
      }
      // npm passes on what the terminal has sent to everybody already: that is not somebody who asks again.
      if (performance.now() - askedAt < sameKeystroke) return
      together.kill()
      process.exit(128 + constants.signals[signal])
    })
  }

  try {
    await together.untilReady()
  } catch (failure) {
    await together.stop()
    throw new Trouble(reasonOf(failure), failure.code || 1)
  }
  if (exiting) return
  console.log(addresses({ API_PORT, WEB_PORT, SIMULATOR_PORT }))

  const failure = await together.failed.catch(reason => reason)
  if (exiting) return
  console.error(`gatehouse: ${failure.name} exited with code ${failure.code}, stopping the other programs`)
  await leave(failure.code || 1)
})

/** What the program itself said of its end; libraries say things, too. */
function reasonOf({ name, code, errors = [] }) {
  const own = errors.filter(line => /^gatehouse \w+: /.test(line)).map(line => line.replace(/^gatehouse \w+: /, ''))
  return (own.length > 0 ? own : errors).join('\n') || `${name} exited with code ${code}`
}

function developmentCommand(name) {
  if (name === 'web') return { command: 'vite', args: ['--clearScreen', 'false'] }
  return { command: 'tsx', args: ['watch', '--clear-screen=false', 'src/main.ts'] }
}

function addresses({ API_PORT, WEB_PORT, SIMULATOR_PORT }) {
  const local = port => `http://localhost:${port}`
  return [
    '',
    '  Gatehouse is running',
    `  front end  ${process.env.WEB_URL || local(WEB_PORT)}`,
    `  API        ${process.env.API_URL || local(API_PORT)}${mode === 'development' ? '  (/docs)' : ''}`,
    ...(withSimulator ? [`  mail       ${local(SIMULATOR_PORT)}/inbox`] : []),
    '',
    '  Press Ctrl-C to stop',
    '',
  ].join('\n')
}
