import { z } from 'zod'

/** What a provider answered, as an object. */
export type Reply = Record<string, unknown>

const reply = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())])

/**
 * Reads an answer by what it looks like, never by its content type: QQ calls JSONP `text/html`, WeChat calls JSON `text/plain`.
 * UTF-8 always. Whole numbers beyond 2^53 become strings of their digits, so no id is ever rounded.
 *
 * @returns `null` for pages, lone values and noise.
 */
export function decodeReply(bytes: Uint8Array): Reply | unknown[] | null {
  const text = new TextDecoder().decode(bytes).trim()
  const padded = /^[A-Za-z_$][\w$.]*\s*\(/.test(text) ? text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')).trim() : text
  if (/^[{[]/.test(padded)) return parseJson(padded)
  return parseForm(text)
}

function parseJson(text: string) {
  try {
    // A key `__proto__` would turn into a prototype somewhere down the line.
    const value: unknown = JSON.parse(quoteLongNumbers(text), (key, part: unknown) => key === '__proto__' ? undefined : part)
    return reply.safeParse(value).data ?? null
  } catch {
    return null
  }
}

/** Strings are matched first and kept, so that digits inside them stay as they are. An unterminated one takes the rest: no way back, no slow text. */
const quoteLongNumbers = (json: string) =>
  json.replace(/"(?:[^"\\]+|\\[^])*"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, token =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token)

/** `access_token=…&expires_in=…`; anything without one of the two names is no form. */
function parseForm(text: string) {
  if (!/(^|&)(access_token|error)=/.test(text) || /[<>\s]/.test(text)) return null
  return Object.fromEntries([...new URLSearchParams(text)].filter(([name]) => name !== '__proto__'))
}
