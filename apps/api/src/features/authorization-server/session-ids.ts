import Provider from 'oidc-provider'
import { z } from 'zod'

/** The library has it and documents it; its types do not know it. */
export const BackchannelLogout = z.custom<(accountId: string, sid: string) => Promise<void>>(value => typeof value === 'function')

/**
 * Every ID token says which browser session it is of: as a hint it is told from one of an earlier session. And when people sign out
 * here, applications are told by jobs, which try again (`sign-outs.ts`); the library would try once, while the person waits.
 */
export function tellSessionsApart(provider: Provider) {
  const { prototype } = provider.Client
  prototype.includeSid = () => true
  const tell = BackchannelLogout.parse(Reflect.get(prototype, 'backchannelLogout'))
  Object.defineProperty(prototype, 'backchannelLogout', {
    async value(accountId: string, sid: string) {
      if (!isSigningOut()) await tell.call(this, accountId, sid)
    },
  })
}

/** Whether the request at hand is somebody's word that they want to sign out, here and not only at one application. */
export const isSigningOut = () => Provider.ctx?.oidc.route === 'end_session_confirm' && Boolean(Provider.ctx.oidc.params?.['logout'])
