import type { IncomingMessage, ServerResponse } from 'node:http'
import { messagePage } from '../consent/pages.ts'
import { json } from '../oauth/answer.ts'
import { withQuery } from '../oauth/redirects.ts'
import { createSigningKey } from '../oauth/signing-key.ts'
import { createOpenidServer } from './openid-server.ts'
import { createOpenidStorage } from './openid-storage.ts'
import { languageOf } from '../pages/language.ts'
import type { Desk, Provider } from './provider.ts'
import { message, redirectTo } from './sign-in.ts'

export const openidHost = 'openid.example.com'
const base = `/${openidHost}`

/** An OpenID server of any company. Its issuer is the address under which the simulator serves it, so discovery works as it is. */
export function openid({ client, callbacks, now, url }: Desk): Provider {
  const issuer = `${url}${base}`
  const key = createSigningKey()
  const storage = createOpenidStorage(now)
  const page = `${base}/sign-in`
  let server: ReturnType<typeof createOpenidServer> | undefined

  async function serve(request: IncomingMessage, response: ServerResponse) {
    server ??= createOpenidServer({ issuer, client, callbacks, key, storage, page, errorPage })
    const provider = await server
    // The library makes addresses of what it is asked by; ours is always the same.
    request.headers.host = new URL(issuer).host
    delete request.headers.cookie
    const { url: whole = '' } = request
    await provider.callback()(Object.assign(request, { originalUrl: whole, url: whole.slice(base.length) }), response)
  }

  function errorPage(request: IncomingMessage, text: string) {
    return messagePage({ provider: self, language: languageOf(request), url: `${base}${request.url ?? ''}` }, { title: 'OpenID', text })
  }

  const self: Provider = {
    id: 'oidc',
    look: { names: { 'zh-CN': 'OpenID', 'en': 'OpenID' }, letter: 'O', colour: '#f7931e', ink: '#10151a' },
    hosts: [openidHost],
    pages: [{
      url: page,
      show(query) {
        const { client_id: id, scope = '' } = query
        if (id !== client.clientId) return message('OpenID', 'invalid_client', 400)
        const address = withQuery(`${base}/auth`, query)
        return query['simulator_person'] === undefined ? { kind: 'choose', scopes: scope.split(' '), denials: ['deny'], address } : redirectTo(address)
      },
    }],
    endpoints: [],
    raw: [
      { methods: ['GET'], url: `${base}/auth`, forPeople: true, serve },
      { methods: ['GET', 'POST', 'OPTIONS'], url: `${base}/*`, forPeople: false, serve },
    ],
    errorIn200: json({ error: 'invalid_grant', error_description: 'grant request is invalid' }),
    notFound: () => json({ error: 'invalid_request', error_description: 'unrecognized route or not allowed method' }, 404),
    keeps: [storage],
    rotateKey() {
      key.rotate()
      // The library reads its keys once; what it has stored is not lost.
      server = undefined
    },
  }
  return self
}
