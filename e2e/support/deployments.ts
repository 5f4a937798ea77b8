import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where one deployment is for browsers. */
export interface Deployment { webUrl: string, apiUrl: string }

interface Place extends Deployment {
  data: string
  apiPort: number
  webPort: number
}

interface Places {
  /** Ports of localhost. */
  ports: Place
  /** Names under one domain, as in production: `www.` and `api.`. */
  names: Place
  simulatorPort: number
  smtpPort: number
}

const freePorts = (count: number) => Promise.all(Array.from({ length: count }, () => new Promise<number>((resolve, reject) => {
  const server = createServer().once('error', reject).listen(0, 'localhost', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
  })
})))

async function choose(): Promise<Places> {
  const [api = 0, web = 0, namedApi = 0, namedWeb = 0, simulatorPort = 0, smtpPort = 0] = await freePorts(6)
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'))
  return {
    ports: { data: join(data, 'ports'), apiPort: api, webPort: web, apiUrl: `http://localhost:${api}`, webUrl: `http://localhost:${web}` },
    names: {
      data: join(data, 'names'), apiPort: namedApi, webPort: namedWeb,
      apiUrl: `http://api.gatehouse.localhost:${namedApi}`, webUrl: `http://www.gatehouse.localhost:${namedWeb}`,
    },
    simulatorPort, smtpPort,
  }
}

/** Chosen once, by the process that starts the programs; its workers read what it chose. */
const variable = 'GATEHOUSE_E2E_PLACES'
process.env[variable] ??= JSON.stringify(await choose())
export const places: Places = JSON.parse(process.env[variable])
