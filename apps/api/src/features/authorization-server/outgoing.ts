import { createAddressPolicy, type MayConnect } from '../../providers/address-policy.ts'
import { createSend } from '../../providers/send.ts'

/** Milliseconds and bytes: an application has that much time to take notice, and nothing to say. */
const limits = { deadline: 5000, maxBytes: 64 * 1024 }

/**
 * Calls an application at the address it registered (back-channel logout), as `fetch` would. The address is judged when the
 * connection is made: private networks are not for others to reach through us.
 */
export function createOutgoing({ allowedNetworks, development }: { allowedNetworks: readonly string[], development: boolean }): typeof fetch {
  const isAllowed = createAddressPolicy({ allowedNetworks, simulatorUrl: null })
  const mayConnect: MayConnect = (address, target) => (development && /^(127\.|::1$)/.test(address)) || isAllowed(address, target)
  const send = createSend({ ...limits, mayConnect })

  return async (input, init) => {
    const { url, method, headers, body } = read(new Request(input, init))
    const reply = await send(url, { method, headers: Object.fromEntries(headers), ...(method === 'POST' && { body: await body() }) })
    return new Response([204, 205, 304].includes(reply.status) ? null : new Uint8Array(reply.body), { status: reply.status })
  }
}

const read = (request: Request) => ({
  url: request.url, method: request.method === 'POST' ? 'POST' as const : 'GET' as const, headers: request.headers, body: () => request.text(),
})
