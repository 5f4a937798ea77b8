import type { Oauth2Entry } from '@gatehouse/settings'
import { z } from 'zod'
import { isTrue, textOf, valueAt, type Path } from './paths.ts'
import { oauth, type Provider } from './provider.ts'
import { bearer, names, withQuery } from './shapes.ts'

const Answer = z.record(z.string(), z.unknown())
const Permissions = z.object({ groups: names.catch([]), permissions: names.catch([]) })

/** Any OAuth 2 server, from its entry in the file: addresses, and where things are in the reply. */
export function oauth2({ fields, userUrl, permissionsUrl, accessTokenIn, issuer, ...entry }: Oauth2Entry): Provider {
  const { id, label, icon, authorizeUrl, tokenUrl, scopes, scopeSeparator, pkce, credentialsIn, bodyFormat, parameters } = entry
  return oauth({
    id, label, icon, authorizeUrl, tokenUrl, scopes, scopeSeparator, pkce, credentialsIn, bodyFormat, ...(issuer !== undefined && { issuer }),
    authorizeParams: parameters, accessTokenAt: fields.accessToken,

    async identify(read, { accessToken, optional }) {
      const headers = accessTokenIn === 'header' ? bearer(accessToken) : {}
      const place = (url: string) => accessTokenIn === 'header' ? url : withToken(url, accessToken)
      const user = await read(place(userUrl), Answer, headers)
      const roles = permissionsUrl === undefined ? null : await optional.one(place(permissionsUrl), Permissions, { headers, isPermission: true })
      const text = (path: Path | undefined) => path === undefined ? null : textOf(valueAt(user, path))
      return {
        // Within one server, configured by hand: its id is the scope, and survives a move to another address.
        // Only text and whole numbers identify anybody: `false` would be everybody whose server says it.
        keys: [{ scope: id, subject: textOf(valueAt(user, fields.subject)) }],
        displayName: [text(fields.displayName), text(fields.username)],
        avatarUrl: text(fields.avatarUrl),
        email: { address: text(fields.email), verified: fields.emailVerified !== undefined && isTrue(valueAt(user, fields.emailVerified)) },
        username: text(fields.username),
        ...(roles && { roles }),
        unknown: roles === undefined ? ['roles'] : [],
      }
    },
  })
}

function withToken(url: string, accessToken: string) {
  const [address = '', query] = url.split('?')
  return withQuery(address, { ...Object.fromEntries(new URLSearchParams(query)), access_token: accessToken })
}
