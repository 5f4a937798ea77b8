/** What a site answered a browser. */
export interface SiteAnswer { status: number, location: string | null, headers: Headers, body: string }

/** A browser at a site: keeps its cookies, follows nothing by itself. */
export function visitorOf(origin: string) {
  const cookies = new Map<string, string>()
  return async function visit(address: string | URL, init: RequestInit = {}): Promise<SiteAnswer> {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const answer = await fetch(new URL(address, origin), { ...init, headers, redirect: 'manual' })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    return { status: answer.status, location: answer.headers.get('location'), headers: answer.headers, body: await answer.text() }
  }
}
