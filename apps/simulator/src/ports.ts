import { lookup } from 'node:dns/promises'
import { createServer } from 'node:net'
import { SettingsError } from '@gatehouse/settings'
import { PortTaken } from '@gatehouse/settings/exit-codes'

/** What a machine without IPv6, for example, says to `::1`. */
const absent = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/**
 * The addresses of a host on which a port can be had. `localhost` is two addresses on most machines, and a port that
 * another program holds on one of them counts as taken: half of the visitors would meet that program.
 *
 * @param setting the one that names the port, for the message.
 * @throws PortTaken when another program has it; SettingsError when it cannot be had otherwise.
 */
export async function claimPort(host: string, port: number, setting: string) {
  const free: string[] = []
  for (const { address } of await lookup(host, { all: true })) {
    const obstacle = await tryPort(address, port)
    if (obstacle === 'EADDRINUSE') throw new PortTaken(`${setting}: port ${port} is taken by another program`)
    if (obstacle === null) free.push(address)
    else if (!absent.has(obstacle)) throw new SettingsError(`${setting}: port ${port} cannot be used (${obstacle})`)
  }
  return free
}

/** @returns `null`, or the code of the error. */
function tryPort(host: string, port: number) {
  return new Promise<string | null>((resolve, reject) => {
    const server = createServer()
    server.once('error', error => 'code' in error && typeof error.code === 'string' ? resolve(error.code) : reject(error))
    server.listen({ host, port }, () => server.close(() => resolve(null)))
  })
}
