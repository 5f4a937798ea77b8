import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** Answers one line of a client; nothing: by the usual reply of a server without any extension. */
type Script = (line: string) => string | undefined

/**
 * A mail server as RFC 821 knew it, which does nothing but what its script says otherwise: it offers no extension and knows none. Keeps
 * each line that it is told.
 */
export async function startScriptedMailServer(script: Script = () => undefined) {
  const lines: string[] = []
  const mails: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    const say = (reply: string) => socket.write(`${reply}\r\n`)
    let body: string[] | null = null
    say('220 relay.example.com')
    createInterface(socket).on('line', (line) => {
      if (body) {
        if (line !== '.') return body.push(line)
        mails.push(body.join('\n'))
        body = null
        return say('250 taken')
      }
      lines.push(line)
      const reply = script(line) ?? usual(line)
      if (reply.startsWith('354')) body = []
      say(reply)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, lines, mails }
}

function usual(line: string) {
  const command = line.toUpperCase()
  if (/^(EHLO|HELO) /.test(command)) return '250 relay.example.com'
  // Parameters belong to extensions (RFC 5321 section 4.1.1.11).
  if (/^(MAIL FROM|RCPT TO):/.test(command)) return /^[^<]*<[^>]*>$/.test(line) ? '250 so be it' : '555 no such parameter'
  if (command === 'DATA') return '354 go on'
  if (/^(RSET|NOOP)$/.test(command)) return '250 done'
  return command === 'QUIT' ? '221 bye' : '502 not known here'
}
