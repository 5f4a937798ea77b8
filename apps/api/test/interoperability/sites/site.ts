import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Browser } from '../../browser.ts'
import { visitorOf } from '../site-visitor.ts'
import { listeningParty } from '../../relying-party.ts'
import type { NewApplication } from '@gatehouse/contracts/programs'

interface Given { origin: string, issuer: string, clientId: string, clientSecret: string }
type Party = Awaited<ReturnType<typeof listeningParty>>

/** Starts what answers for a site, at a port of its own. */
async function listen() {
  const site = express()
  const server = site.listen(0, 'localhost')
  await new Promise((resolve) => { server.once('listening', resolve) })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port }: AddressInfo = z.object({ port: z.int(), family: z.string(), address: z.string() }).parse(server.address())
  return { site, origin: `http://localhost:${port}` }
}

/**
 * A site that signs people in through us by a library, beside a whole deployment that both can reach over loopback.
 *
 * @param callbackPath where the library expects people back.
 * @param build the site, given where it is and what its application was given.
 */
export async function siteBy(callbackPath: string, application: Partial<NewApplication>, build: (site: Express, given: Given) => unknown) {
  const { site, origin } = await listen()
  const party: Party = await listeningParty({}, { redirectUris: [`${origin}${callbackPath}`], ...application })
  const { clientId, clientSecret = '' } = party.registered
  await build(site, { origin, issuer: party.issuer.origin, clientId, clientSecret })
  const visit = visitorOf(origin)

  return {
    ...party,
    origin,
    visit,

    /** From the address that the site sends people to, through our pages, back to the site; what it answered, and what was asked on the way. */
    async comeBack(who: Browser, authorizeUrl: string | null) {
      const { url, asked, posted } = await party.journey(who, new URL(authorizeUrl ?? ''))
      const answer = await visit(url, posted && { method: 'POST', body: new URLSearchParams(posted) })
      return { asked, answer }
    },
  }
}
