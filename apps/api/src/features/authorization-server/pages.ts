import type { KoaContextWithOIDC } from 'oidc-provider'

/** Pages of our front end that the protocol leads to. */
export function createPages(webUrl: string) {
  /** @param query what is undefined is left out */
  function address(path: string, query: Record<string, string | undefined> = {}) {
    const url = new URL(path, webUrl)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
    return url.href
  }

  /**
   * A page with an error that moves on to the one of our front end by itself.
   *
   * @param during what failed: after a sign-out, the person is still signed in, and can sign out there.
   */
  function pageOf(error: { error: string, error_description?: string | undefined }, during?: 'sign-out') {
    const next = escape(address('/oauth/error', { error: error.error, error_description: error.error_description?.slice(0, 300), during }))
    return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Gatehouse</title><meta name="robots" content="noindex">`
      + `<meta http-equiv="refresh" content="0; url=${next}"></head><body><p><a href="${next}">${escape(error.error)}</a></p></body></html>`
  }

  return {
    address,
    pageOf,

    /** Sends the browser to one; as 303, so that nothing is posted there. */
    goTo(ctx: KoaContextWithOIDC, path: string, query?: Record<string, string | undefined>) {
      ctx.status = 303
      ctx.redirect(address(path, query))
      ctx.body = ''
    },

    /**
     * Shows an error that must not reach the application, with its own status and no `Location`: for programs an answer, for people a
     * page.
     */
    show(ctx: KoaContextWithOIDC, error: { error: string, error_description?: string | undefined }) {
      ctx.type = 'html'
      ctx.body = pageOf(error, ctx.path.startsWith('/o/logout') ? 'sign-out' : undefined)
    },
  }
}
export type Pages = ReturnType<typeof createPages>

const escape = (text: string) => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
