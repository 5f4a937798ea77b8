import { once } from 'node:events'
import { connect } from 'node:net'
import { choosePorts, startDeployment } from '../support/second-deployment.ts'
import { expect, test } from '../support/test.ts'

/** A connection that begins like this and says no more. */
async function hang(port: number, said: string) {
  const socket = connect(port, 'localhost').on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(said)
  return socket
}

test('both programs keep connections for longer than a balancer does, and silent ones do not keep them from ending well', { tag: '@desktop' }, async () => {
  const where = await choosePorts()
  const deployment = await startDeployment(where, [])
  try {
    for (const port of [where.apiPort, where.webPort]) {
      const { headers } = await fetch(`http://localhost:${port}/livez`)
      expect(headers.get('keep-alive')).toBe('timeout=65')
    }
    const hung = await Promise.all([where.apiPort, where.webPort].flatMap(port => ['', 'GET /livez HTTP/1.1\r\nHo'].map(said => hang(port, said))))
    expect(hung.map(({ destroyed }) => destroyed)).toEqual([false, false, false, false])
    expect(await deployment.close()).toEqual([0, 0])
  } finally {
    await deployment.close()
  }
})
