import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Pages } from './pages.ts'

/** What people see when an application sends them here to sign out (OpenID Connect RP-Initiated Logout 1.0 section 2). */
export const signOutPages = (pages: Pages) => ({
  /** Whoever brings an ID token of this very session has proved that it means the person in front of it; others have to ask. */
  async logoutSource(ctx: KoaContextWithOIDC, form: string) {
    if (isOfThisSession(ctx)) ctx.body = submitAtOnce(form)
    else pages.goTo(ctx, '/sign-out')
  },
  async postLogoutSuccessSource(ctx: KoaContextWithOIDC) {
    pages.goTo(ctx, '/signed-out')
  },
})

function isOfThisSession({ oidc: { entities, session, client } }: KoaContextWithOIDC) {
  const hint = entities.IdTokenHint?.payload
  if (!hint || !session || !client || hint.sub !== session.accountId) return false
  return typeof hint['sid'] === 'string' && hint['sid'] === session.sidFor(client.clientId)
}

/** The library's form, sent by itself; its script is let in by its hash (`headers.ts`). */
const submitAtOnce = (form: string) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Gatehouse</title>`
  + `<script>document.addEventListener('DOMContentLoaded', function () { document.forms[0].submit() })</script></head><body>`
  + `${form.replace('</form>', '<input type="hidden" name="logout" value="yes"><noscript><button type="submit">Continue</button></noscript></form>')}</body></html>`
