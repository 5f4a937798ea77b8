import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'

const types: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' }

/** Beside this file in the source, and beside the program when built. */
const folder = new URL('./assets/', import.meta.url)

/** Serves each file of the folder below `/assets`; read once, at start. */
export function serveAssets(app: FastifyInstance) {
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)]
    if (!type) continue
    const content = readFileSync(new URL(name, folder))
    app.get(`/assets/${name}`, async (_request, reply) => reply.type(`${type}; charset=utf-8`).send(content))
  }
}
