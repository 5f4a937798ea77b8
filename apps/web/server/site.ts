import type { IncomingMessage, ServerResponse } from 'node:http'
import sirv from 'sirv'
import type { PublicConfig } from './public-config.ts'
import { securityHeaders } from './security-headers.ts'

interface Options {
  /** The folder of built files, each with its `.br` and `.gz` beside it. */
  files: string
  config: PublicConfig
  /** Whether requests are to be refused, since the process is leaving. */
  isClosing?: () => boolean
}

/** Seconds after which another process, or this one anew, is likely to answer. */
const retryAfter = 5

/** Where password managers look for the page on which a password is changed (W3C, A Well-Known URL for Changing Passwords). */
export const changePassword = { path: '/.well-known/change-password', page: '/account/security' }

const cacheControl = {
  /** Files whose name changes with their content. */
  hashed: 'public, max-age=31536000, immutable',
  /** Everything else is asked about each time. */
  others: 'no-cache',
}

/** Pages that may be found by searching; of all others, engines are told nothing but not to keep them. */
const isPublic = (path: string) => /^\/(sign-in|register|terms|privacy)?$/.test(path)

/** What has an extension is a file, and no page. */
const isFile = /\.[a-z0-9]+$/i

/** Everything may be fetched: only what is fetched can say that it is not to be kept. */
const robots = 'User-agent: *\nAllow: /\n'

/** The front end as a request handler: its files, the page for every path that is no file, and the deployment's config. */
export function createSite({ files, config, isClosing = () => false }: Options) {
  const headers = securityHeaders(config.apiUrl)
  const configDocument = JSON.stringify(config)
  const serveFile = sirv(files, { single: true, ignores: [/\/\./], gzip: true, brotli: true, etag: true })

  return function handle(request: IncomingMessage, response: ServerResponse) {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (isClosing()) {
      response.setHeader('Retry-After', retryAfter)
      return answer(response, 503, 'This server is stopping; please try again.\n')
    }
    const path = (request.url ?? '/').split('?')[0] ?? '/'

    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return answer(response, 405, 'Only GET and HEAD are answered here.\n')
    }
    if (path === '/livez') return answer(response, 200, 'ok\n')
    if (path === changePassword.path) {
      response.setHeader('Location', changePassword.page)
      return answer(response, 303, 'The password is changed on another page.\n')
    }
    if (path === '/robots.txt') return answer(response, 200, robots)
    if (!isPublic(path) && !isFile.test(path)) response.setHeader('X-Robots-Tag', 'noindex')
    if (path === '/config.json') return answer(response, 200, configDocument, 'application/json')

    response.setHeader('Cache-Control', path.startsWith('/assets/') ? cacheControl.hashed : cacheControl.others)
    // Our files are small, and a range that makes no sense would end the process in sirv 3.
    delete request.headers.range
    // A file that cannot be read any more, or not just now, must not end the process, which is what sirv leaves it to.
    response.once('pipe', (file) => { file.once('error', () => response.destroy()) })
    return serveFile(request, response, () => answer(response, 404, 'There is nothing here.\n'))
  }
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain') {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store', 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
