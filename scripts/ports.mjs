import { createServer } from 'node:net'
import { Trouble } from './fail.mjs'

/** The ports everything runs on, by the settings that move them. */
export const ports = { API_PORT: 3000, WEB_PORT: 5173, SIMULATOR_PORT: 4000, SIMULATOR_SMTP_PORT: 2525 }

/** Exit codes, as of the programs themselves (packages/settings/src/process/exit-codes.ts). */
const misconfigured = 78
const portTaken = 71

const isFree = port => new Promise((resolve) => {
  const server = createServer().once('error', () => resolve(false)).listen(port, 'localhost', () => server.close(() => resolve(true)))
})

/** @returns the port of each setting, all of them free */
export async function choosePorts(environment, names = Object.keys(ports)) {
  const chosen = {}
  for (const name of names) {
    const text = environment[name] || String(ports[name])
    if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65535) throw new Trouble(`${name}: must be a port, from 1 to 65535`, misconfigured)
    if (!await isFree(Number(text))) throw new Trouble(`${name}: port ${text} is taken by another program`, portTaken)
    chosen[name] = Number(text)
  }
  return chosen
}

/** A port nobody uses at this moment. */
export const freePort = () => new Promise((resolve, reject) => {
  const server = createServer().once('error', reject).listen(0, 'localhost', () => {
    const { port } = server.address()
    server.close(() => resolve(port))
  })
})
