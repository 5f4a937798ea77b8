// Serves the static page; the application has no backend.
// CLIENT_ID=… node examples/spa/server.mjs
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

const { GATEHOUSE_ISSUER = 'http://localhost:3000', CLIENT_ID, PORT = '4101' } = process.env
const files = {
  '/': ['text/html; charset=utf-8', new URL('./index.html', import.meta.url)],
  '/app.mjs': ['text/javascript', new URL('./app.mjs', import.meta.url)],
  '/flow.mjs': ['text/javascript', new URL('./flow.mjs', import.meta.url)],
  '/oauth4webapi.js': ['text/javascript', new URL(import.meta.resolve('oauth4webapi'))],
}

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (pathname === '/config.json') return response.setHeader('content-type', 'application/json').end(JSON.stringify({ issuer: GATEHOUSE_ISSUER, clientId: CLIENT_ID }))
  const [type, file] = files[pathname] ?? []
  if (!file) return response.writeHead(404).end()
  response.setHeader('content-type', type).end(await readFile(file))
}).listen(Number(PORT), 'localhost', () => console.log(`Open http://localhost:${PORT}`))
