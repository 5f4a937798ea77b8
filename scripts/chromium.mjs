// A Chromium for browser tests: found on the machine, or installed.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Trouble } from './fail.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const places = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', '/Applications/Chromium.app/Contents/MacOS', '/Applications/Google Chrome.app/Contents/MacOS']

/** The path of a Chromium, or undefined; `CHROMIUM_PATH` decides when it is set. */
export function findChromium(environment = process.env) {
  if (environment.CHROMIUM_PATH) return environment.CHROMIUM_PATH
  const folders = [...(environment.PATH ?? '').split(':'), ...places]
  return folders.flatMap(folder => [...names, 'Chromium', 'Google Chrome'].map(name => join(folder, name))).find(existsSync)
}

/** @returns {string} the path of a Chromium, installed if need be */
export function ensureChromium() {
  const found = findChromium()
  if (found) return found
  const missing = 'the browser tests require Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH'
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Trouble(missing)
  console.log('installing Chromium (first run only)')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], { stdio: 'pipe', env })
  } catch (error) {
    console.error(String(error.stderr ?? error).trim().split('\n').at(-1))
    throw new Trouble(missing)
  }
  const installed = findChromium()
  if (!installed) throw new Trouble(missing)
  return installed
}
