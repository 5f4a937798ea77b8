import { setTimeout as sleep } from 'node:timers/promises'
import type { NewApplication } from '@gatehouse/contracts/programs'
import * as oidc from 'openid-client'
import { z } from 'zod'
import { freePort } from '../../../scripts/ports.mjs'
import { formOf } from './forms.ts'
import { harness, webOrigin, type Harness } from './harness.ts'
import type { Answer, Browser } from './browser.ts'

export const callback = 'https://app.example.com/callback'

/** Where a browser was led, what it was asked on the way, and what it posts there (`response_mode=form_post`). */
export interface Journey { url: URL, asked: string[], posted?: Record<string, string> }

/** Like a browser, `fetch` follows nothing by itself; every request goes through `inject`. */
export function fetchThrough({ app }: Pick<Harness, 'app'>): oidc.CustomFetch {
  return async (url, { method, headers: given, body }) => {
    const request = new Request(url, { method, headers: given, ...(body != null && { body: body instanceof Uint8Array ? new Uint8Array(body) : body, duplex: 'half' }) })
    const { pathname, search } = new URL(request.url)
    const payload = request.method === 'GET' ? undefined : Buffer.from(await request.arrayBuffer())
    const answer = await app.inject({
      method: request.method === 'POST' ? 'POST' : request.method === 'DELETE' ? 'DELETE' : 'GET', url: pathname + search,
      headers: Object.fromEntries(request.headers), ...(payload && { payload }),
    })
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) for (const one of [value ?? []].flat()) headers.append(name, String(one))
    return new Response([204, 303].includes(answer.statusCode) ? null : answer.body, { status: answer.statusCode, headers })
  }
}

/** A whole deployment with an application that signs people in through it. */
export async function relyingParty(options: Parameters<typeof harness>[0] = {}, application: Partial<NewApplication> = {}) {
  const h: Harness = await harness(options)
  const dev = await h.register('developer')
  const issuer = new URL(h.config.apiUrl)
  const fetching = fetchThrough(h)

  async function registerApplication(more: Partial<NewApplication> = {}) {
    const answer = await dev.browser.post('/o/applications', {
      name: 'The shop', clientType: 'confidential', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: [callback], ...more,
    })
    if (answer.status !== 201) throw new Error(`no application: ${JSON.stringify(answer.body)}`)
    return Registered.parse(answer.body)
  }

  /** The configuration of openid-client for an application. */
  async function clientOf({ clientId, clientSecret }: z.output<typeof Registered>, authentication?: oidc.ClientAuth) {
    const client = await oidc.discovery(issuer, clientId, undefined, authentication ?? (clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret)), {
      execute: [oidc.allowInsecureRequests], [oidc.customFetch]: fetching,
    })
    client[oidc.customFetch] = fetching
    return client
  }

  const registered = await registerApplication(application)
  const client = await clientOf(registered)

  /** An authorization request with PKCE, state and nonce; what is `undefined` in `more` is left out. */
  async function request(more: Record<string, string | undefined> = {}, of = client) {
    const verifier = oidc.randomPKCECodeVerifier()
    const all = {
      redirect_uri: callback, scope: 'openid profile email', state: oidc.randomState(), nonce: oidc.randomNonce(),
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more,
    }
    const parameters = Object.fromEntries(Object.entries(all).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))
    return { url: oidc.buildAuthorizationUrl(of, parameters), parameters, checks: { pkceCodeVerifier: verifier, expectedState: all.state, expectedNonce: all.nonce } }
  }

  return {
    ...h, dev, issuer, fetching, registerApplication, clientOf, registered, client, request,
    journey: (who: Browser, url: URL, more: Answers = {}) => travel(who, url, issuer, more),

    /** From the first redirect to the tokens. */
    async signIn(who: Browser, more: Record<string, string | undefined> = {}, of = client) {
      const { url, checks } = await request(more, of)
      const { url: landed, asked } = await travel(who, url, issuer)
      if (!landed.searchParams.has('code')) throw new Error(`the journey ended at ${landed.href} after ${asked.join(', ')}`)
      return { tokens: await oidc.authorizationCodeGrant(of, landed, checks), asked, landed, checks }
    },
  }
}
const Registered = z.object({ clientId: z.string(), clientSecret: z.string().optional() })
const Step = z.object({ prompt: z.string() })
const Onwards = z.object({ redirectTo: z.string() })

/** The same where libraries that open sockets themselves can reach it: its issuer is where it listens. */
export async function listeningParty(options: Parameters<typeof harness>[0] = {}, application: Partial<NewApplication> = {}) {
  const port = await freePort()
  const party = await relyingParty({ ...options, settings: { ...options.settings, API_URL: `http://localhost:${port}` } }, application)
  await party.app.listen({ port, host: 'localhost' })
  return party
}

export type RelyingParty = Awaited<ReturnType<typeof relyingParty>>

interface Answers {
  /** What the person says when asked for consent. */
  consent?: 'consent' | 'cancel'
  /** Where the API is. */
  api?: string
}

/** A busy server asks to be tried again (503), and the page does. */
export async function unlessBusy(ask: () => Promise<Answer>) {
  for (let tries = 0; ; tries++) {
    const answer = await ask()
    if (answer.status !== 503 || tries === 5) return answer
    await sleep(500)
  }
}

/** Follows redirects as a browser does, and answers our pages as somebody who is signed in. Ends where the API is left. */
export async function travel(who: Browser, start: URL, issuer: URL, { consent = 'consent' }: Answers = {}): Promise<Journey> {
  const asked: string[] = []
  let url = start
  for (let hops = 0; hops < 20; hops++) {
    if (url.origin !== issuer.origin) {
      const [, uid] = /^\/interaction\/([\w-]+)$/.exec(url.pathname) ?? []
      if (url.host !== new URL(webOrigin).host || uid === undefined) return { url, asked }
      const details = await unlessBusy(() => who.get(`/o/interactions/${uid}/details`))
      if (details.status !== 200) return { url, asked: [...asked, String(details.body.code)] }
      const { prompt } = Step.parse(details.body)
      asked.push(prompt)
      const answer = await unlessBusy(() => who.post(`/o/interactions/${uid}/${prompt === 'consent' ? consent : 'sign-in'}`))
      if (answer.status !== 200) return { url, asked: [...asked, String(answer.body.code)] }
      url = new URL(Onwards.parse(answer.body).redirectTo)
      continue
    }
    const answer = await who.visit(url.pathname + url.search)
    const form = answer.text.includes('<form') ? formOf(answer.text) : null
    if (form && new URL(form.action).origin !== issuer.origin) return { url: new URL(form.action), asked, posted: form.fields }
    if (answer.location === null) return { url, asked: [...asked, String(answer.status)] }
    url = new URL(answer.location, url)
  }
  throw new Error('the journey does not end')
}
