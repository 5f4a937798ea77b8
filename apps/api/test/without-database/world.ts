import type { Browser } from '../browser.ts'
import { createFakeProviders, upstreamPerson } from '../fake-providers.ts'
import { visitsTo } from '../federated.ts'
import { password, webOrigin } from '../harness.ts'
import { relyingParty } from '../relying-party.ts'
import { createGate, gatedDatabase } from './gate.ts'

export const device = 'urn:ietf:params:oauth:grant-type:device_code'
export const afterSignOut = 'https://app.example.com/bye'

const plenty = Object.fromEntries([
  'SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE', 'CODE_TRIES_PER_NETWORK_PER_MINUTE', 'FEDERATION_PER_NETWORK_PER_MINUTE', 'TOKEN_FAILURES_PER_NETWORK_PER_MINUTE',
  'DEVICE_CODES_PER_NETWORK_PER_MINUTE', 'AVAILABILITY_PER_NETWORK_PER_MINUTE', 'MAIL_PER_NETWORK_PER_HOUR',
].map(name => [name, '100000']))

/** A deployment with everything in it that a request may be about, on a database that can be taken away. */
export async function makeWorld() {
  const gate = createGate()
  const database = await gatedDatabase(gate)
  const providers = createFakeProviders()
  const app = await relyingParty(
    { database, providers, settings: plenty },
    { grantTypes: ['authorization_code', 'refresh_token', device], postLogoutRedirectUris: [afterSignOut] })
  const root = await app.register('root-user')
  await app.store.users.update(root.id, { isSuperuser: true })
  const visits = visitsTo(providers)

  let counter = 0
  const newName = (what: string) => `${what}-${++counter}`
  const person = () => app.register(newName('person'))
  const newIdentity = () => upstreamPerson({ subject: newName('subject'), displayName: 'Mei' })

  async function made(who: Browser, url: string, body: object) {
    const answer = await who.post(url, body)
    if (answer.status !== 201) throw new Error(`not made: ${answer.text}`)
    return answer.body
  }

  /** Goes to a page of ours by an authorization request, as far as it leads; answers the interaction it is about. */
  async function interaction(who: Browser, from?: string) {
    let url = new URL(from ?? (await app.request()).url)
    for (let hops = 0; hops < 10; hops++) {
      const [, uid] = /^\/interaction\/([\w-]+)$/.exec(url.pathname) ?? []
      if (url.origin === webOrigin && uid !== undefined) return uid
      const { location } = await who.visit(url.pathname + url.search)
      url = new URL(location ?? 'about:blank', app.issuer)
    }
    throw new Error('no page has asked')
  }

  async function leave(who: Browser) {
    await app.signIn(who)
    await who.visit(`/o/logout?${new URLSearchParams({ client_id: app.registered.clientId, post_logout_redirect_uri: afterSignOut }).toString()}`)
  }

  async function userCode() {
    const { text } = await app.browser().request('POST', '/o/device_authorization', undefined, {
      payload: new URLSearchParams({ client_id: app.registered.clientId, client_secret: app.registered.clientSecret ?? '', scope: 'openid profile' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': undefined },
    })
    const said: { user_code: string } = JSON.parse(text)
    return said.user_code
  }

  return {
    ...app, ...visits, gate, database, providers, root, person, newName, newIdentity, made, interaction, leave, userCode,
    /** A new program of somebody's. */
    program: (who: Browser) => made(who, '/o/applications', { name: 'Orders', clientType: 'confidential', grantTypes: ['authorization_code'], redirectUris: ['https://orders.example.com/cb'] }),
    group: () => made(root.browser, '/admin/groups', { name: newName('group') }),

    /** Somebody with an identity linked, and that identity. */
    async linked() {
      const who = await person()
      const { body } = await visits.visit(who.browser, 'github', newIdentity(), { intent: 'bind' })
      return { ...who, identityId: body.identity.id }
    },
    /** A browser that has come from a provider as nobody we know. */
    async unbound() {
      const who = app.browser()
      const { body } = await visits.visit(who, 'github', newIdentity())
      return { who, ...('reference' in body && { reference: body.reference }) }
    },
    /** What the page of a server that knows only the API's address has to finish with. */
    async handoff() {
      const who = app.browser()
      const state = await visits.begin(who, 'legacy')
      const { headers } = await app.browser().get(`/oauth/legacy/callback?state=${state}&code=${providers.agree(state, newIdentity())}`, { headers: { origin: undefined } })
      return { who, key: String(headers['location']).split('#key=')[1] ?? '' }
    },
    async accessToken(scope: string) {
      const { tokens } = await app.signIn((await person()).browser, { scope })
      return { authorization: `Bearer ${tokens.access_token}` }
    },
    password,
  }
}
export type World = Awaited<ReturnType<typeof makeWorld>>
