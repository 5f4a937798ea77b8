import { openIdScopes, type Application, type OpenIdScope, type TokenEndpointAuthMethod } from '@gatehouse/contracts/programs'
import { comesBack, deviceGrant } from '../kinds.ts'

/** What a program must know of us, and we of it. */
export interface ClientFacts {
  issuer: string
  clientId: string
  method: TokenEndpointAuthMethod
  redirectUri: string
  /** To ask for, separated by spaces. */
  scope: string
  usesPkce: boolean
  /** How tokens are asked for: after people have signed in here, for the program itself, or on a device without a keyboard. */
  flow: 'code' | 'machine' | 'device'
  /** It runs in the browser. */
  isPage: boolean
}

/** How one library is told; the code runs as it is. */
export interface Snippet {
  id: string
  /** As its makers call it. */
  name: string
  fits: (facts: ClientFacts) => boolean
  write: (facts: ClientFacts) => string
}

const isOpenId = (scope: string) => openIdScopes.some(known => known === scope)

/** What signing in needs: people read what they are asked for, and whoever needs more adds it knowingly. */
const toSignIn: readonly OpenIdScope[] = ['openid', 'profile', 'email']

/** What is worth asking for, of what the application may have: without people there is nobody to know about. */
function scopeOf({ scopes }: Application, flow: ClientFacts['flow']) {
  if (flow === 'machine') return scopes.filter(scope => !isOpenId(scope)).join(' ')
  // Without `openid` it is no OpenID Connect: such an application is about something else, and asks for that.
  return (scopes.includes('openid') ? toSignIn.filter(scope => scopes.includes(scope)) : scopes).join(' ')
}

function flowOf({ grantTypes }: Application): ClientFacts['flow'] {
  if (comesBack(grantTypes)) return 'code'
  return grantTypes.includes(deviceGrant) ? 'device' : 'machine'
}

export function factsOf(application: Application, issuer: string): ClientFacts {
  const flow = flowOf(application)
  const isPublic = application.clientType === 'public'
  return {
    issuer, flow,
    clientId: application.clientId,
    method: isPublic ? 'none' : application.tokenEndpointAuthMethod,
    redirectUri: application.redirectUris[0] ?? 'https://app.example.com/callback',
    scope: scopeOf(application, flow),
    usesPkce: isPublic || application.requirePkce,
    isPage: isPublic && application.applicationType === 'web' && flow === 'code',
  }
}

/** It proves itself with a secret; the code reads that from `CLIENT_SECRET` in the environment. */
export const hasSecret = ({ method }: ClientFacts) => method === 'client_secret_basic' || method === 'client_secret_post'

/** Lines of code; what does not apply is left out. */
export const lines = (...parts: (string | false)[]) => `${parts.filter(part => part !== false).join('\n')}\n`

/** A text as JavaScript and Python write it. */
export const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
/** A text as shells take it, and nothing in it means anything. */
export const shellQuoted = (text: string) => `'${text.replaceAll('\'', '\'\\\'\'')}'`
/** A text as YAML writes it. */
export const yamlQuoted = (text: string) => JSON.stringify(text)
