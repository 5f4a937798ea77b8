import type { Browser } from './browser.ts'

/** A form of a page, as a browser reads it. */
export interface Form { action: string, fields: Record<string, string> }

/** The first form of a page. */
export function formOf(html: string): Form {
  const [, action] = /<form[^>]* action="([^"]*)"/.exec(html) ?? []
  if (action === undefined) throw new Error(`no form in ${html.slice(0, 200)}`)
  const fields = [...html.matchAll(/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"/g)].map(([, name = '', value = '']) => [unescape(name), unescape(value)] as const)
  return { action: unescape(action), fields: Object.fromEntries(fields) }
}

const unescape = (text: string) => text.replace(/&(?:quot|#34);/g, '"').replace(/&#(?:39|x27);/g, '\'').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')

/** Sends a form of ours as the page that it is on would. */
export const submit = (who: Browser, { action, fields }: Form, origin = 'http://localhost:3000', more: Record<string, string> = {}) =>
  who.request('POST', new URL(action).pathname, undefined, {
    headers: { origin, 'authorization': undefined, 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams({ ...fields, ...more }).toString(),
  })
