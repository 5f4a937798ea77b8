import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as oidc from 'openid-client'

interface Settings {
  issuer: string
  clientId: string
  clientSecret: string
  scope?: string
}

/** What a program shows of whoever is signed in to it; tests read it off the page. */
export type Shown = Record<string, unknown>

/**
 * A program of somebody else that signs people in through Gatehouse, with openid-client and nothing of ours: `/` shows who is signed in,
 * `/login` and `/logout` lead to Gatehouse and back.
 */
export async function startProgram() {
  let known: { config: oidc.Configuration, scope: string } | null = null
  let attempt: { verifier: string, state: string } | null = null
  let signedIn: { idToken: string, accessToken: string, shown: Shown } | null = null

  /** What its developer has copied into it. */
  const settings = () => known ?? fail('not connected yet')

  async function begin(response: ServerResponse) {
    const { config, scope } = settings()
    attempt = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState() }
    redirect(response, oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${address}/callback`, scope, state: attempt.state,
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier), code_challenge_method: 'S256',
    }))
  }

  async function finish(url: URL, response: ServerResponse) {
    const { verifier, state } = attempt ?? fail('nothing was begun')
    const { config } = settings()
    const tokens = await oidc.authorizationCodeGrant(config, url, { pkceCodeVerifier: verifier, expectedState: state })
    const claims = tokens.claims()
    const shown = { ...await oidc.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '') }
    signedIn = { idToken: tokens.id_token ?? '', accessToken: tokens.access_token, shown }
    redirect(response, new URL(address))
  }

  async function answer({ url = '/' }: IncomingMessage, response: ServerResponse) {
    const asked = new URL(url, address)
    if (asked.pathname === '/login') return begin(response)
    if (asked.pathname === '/callback' && asked.searchParams.has('error')) return page(response, `refused: ${asked.searchParams.get('error') ?? ''}`)
    if (asked.pathname === '/callback') return finish(asked, response)
    if (asked.pathname === '/logout') {
      const { idToken } = signedIn ?? { idToken: '' }
      signedIn = null
      return redirect(response, oidc.buildEndSessionUrl(settings().config, { id_token_hint: idToken, post_logout_redirect_uri: `${address}/` }))
    }
    page(response, asked.pathname === '/' ? JSON.stringify(signedIn?.shown ?? 'nobody') : '')
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => page(response, `failed: ${String(error)}`))
  })
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
  const place = server.address()
  const address = `http://localhost:${typeof place === 'object' && place ? place.port : 0}`

  return {
    address,
    callback: `${address}/callback`,
    async connect({ issuer, clientId, clientSecret, scope = 'openid profile email permissions' }: Settings) {
      known = { scope, config: await oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret), { execute: [oidc.allowInsecureRequests] }) }
    },
    /** Whether Gatehouse still stands by what it gave out for the person who is signed in, and what it answers to who asks about them with it. */
    async asksAgain() {
      const { accessToken } = signedIn ?? fail('nobody is signed in')
      const { config } = settings()
      const [{ active }, { status }] = await Promise.all([
        oidc.tokenIntrospection(config, accessToken),
        fetch(config.serverMetadata().userinfo_endpoint ?? '', { headers: { authorization: `Bearer ${accessToken}` } }),
      ])
      return { active, status }
    },
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

function fail(why: string): never {
  throw new Error(why)
}

function redirect(response: ServerResponse, { href }: URL) {
  response.writeHead(303, { location: href }).end()
}

function page(response: ServerResponse, text: string) {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!DOCTYPE html><html lang="en"><title>A program</title><link rel="icon" href="data:,"><pre>${text.replace(/[<&]/g, character => `&#${character.charCodeAt(0)};`)}</pre><a href="/login">Sign in</a> <a href="/logout">Sign out</a></html>`)
}
