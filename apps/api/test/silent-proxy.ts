import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A network of the test's own in front of a server: it can fall silent with every connection open, and cut them. */
export async function startProxy(url: string) {
  const target = new URL(url)
  const pairs = new Set<[Socket, Socket]>()
  let isSilent = false
  let isGone = false
  let taken = 0

  const server = createServer({ pauseOnConnect: true }, (near) => {
    taken++
    if (isGone) {
      near.destroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.once('close', end).on('error', end)
    near.on('data', chunk => far.write(chunk))
    far.on('data', chunk => near.write(chunk))
    if (isSilent) for (const socket of pair) socket.pause()
    else near.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('there is no port')
  const cut = () => { for (const pair of pairs) for (const socket of pair) socket.destroy() }
  onTestFinished(() => {
    cut()
    server.close()
  })

  const proxied = new URL(url)
  proxied.port = String(address.port)
  return {
    url: proxied.href,
    /** Connections stay, and nothing passes any more; new ones are taken and hear nothing either. */
    silence() {
      isSilent = true
      for (const pair of pairs) for (const socket of pair) socket.pause()
    },
    /** What passes from now on passes; `held`: what was sent meanwhile, too, as after a process was stopped and goes on. */
    resume({ held }: { held: boolean }) {
      isSilent = false
      if (held) for (const pair of pairs) for (const socket of pair) socket.resume()
    },
    /** Every connection is gone at once. */
    cut,
    /** So is every new one, until it is `back`. */
    vanish() {
      isGone = true
      cut()
    },
    back() { isGone = false },
    get isSilent() { return isSilent },
    /** How many connections there are. */
    get open() { return pairs.size },
    /** How many there have been. */
    get taken() { return taken },
  }
}
