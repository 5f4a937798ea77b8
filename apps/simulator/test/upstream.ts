import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { simulatorClients } from '@gatehouse/settings'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { buildApp } from '../src/app.ts'
import { createFaults } from '../src/inbox/faults.ts'
import { createMailbox } from '../src/inbox/mailbox.ts'
import { createProviders } from '../src/providers/index.ts'

type Values = Record<string, string>

interface Wanted {
  method?: string
  query?: Values
  form?: Values
  json?: unknown
  headers?: Values
}

/** The providers on a free port, asked by real HTTP. `otherProgram` is registered beside Gatehouse. */
export async function upstream() {
  let ahead = 0
  const webUrl = 'http://localhost:5173'
  const url = `http://localhost:${await freePort()}`
  const places = { webUrl, apiUrl: 'http://localhost:3000', redirectUris: [otherProgram], url, now: () => Date.now() + ahead }
  const app = buildApp({ mailbox: createMailbox(), faults: createFaults(), providers: createProviders(places), webUrl, smtpUrl: 'smtp://localhost:2525', logLevel: 'silent' })
  await app.listen({ host: 'localhost', port: Number(new URL(url).port) })
  onTestFinished(() => app.close())

  /** Asks without a `User-Agent` and follows nothing, as no library does. */
  function ask(path: string, { method, query = {}, form, json, headers = {} }: Wanted = {}) {
    const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json)
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
    const target = new URL(path, url)
    for (const [name, value] of Object.entries(query)) target.searchParams.append(name, value)
    return new Promise<Answer>((resolve, reject) => {
      const sent = request(target, { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: { ...(body !== undefined && { 'content-type': type }), ...headers } })
      sent.once('error', reject)
      sent.once('response', (response) => {
        const { location, 'content-type': contentType } = response.headers
        text(response).then(body => resolve({ status: response.statusCode ?? 0, type: contentType, body, location, headers: response.headers }), reject)
      })
      sent.end(body)
    })
  }

  return {
    url, ask,
    /** Lets time go by, in seconds. */
    pass(seconds: number) { ahead += seconds * 1000 },
    /** Signs somebody in and gives the parameters the browser comes back with. */
    async comeBack(path: string, query: Values, person: string) {
      const { status, location, body } = await ask(path, { query: { ...query, simulator_person: person } })
      if (status < 300 || location === undefined) throw new Error(`no redirect but ${status}: ${body}`)
      const target = new URL(location)
      return { target: `${target.origin}${target.pathname}`, location, parameters: Object.fromEntries(target.searchParams) }
    },
    plan: (fault: object) => ask('/faults', { json: fault }),
  }
}

export const otherProgram = 'http://localhost:8080/signed-in'
export const callbackOf = (provider: string) => `http://localhost:5173/oauth/callback/${provider}`
export const clients = simulatorClients

interface Answer {
  status: number
  type: string | undefined
  body: string
  location: string | undefined
  headers: NodeJS.Dict<string | string[]>
}

async function freePort() {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  await new Promise(done => server.close(done))
  return port
}
