/** Longer ones are nobody's bookmark. */
const longest = 2048
/** How often a path may be percent-encoded over itself; nothing of ours is so once. */
const layers = 3

/**
 * The path within the front end that `?next=` asks for, or `null`.
 *
 * Whatever a browser, a proxy or a router might make of it by decoding or normalising, it must stay a path of that origin:
 * one slash first, no backslash, no control characters, no segment of dots, at every layer of encoding.
 */
export function safeNext(next: unknown): string | null {
  return typeof next === 'string' && next.length <= longest && isPath(next) ? next : null
}

function isPath(text: string, layer = 0): boolean {
  if (!/^\/(?![/\\])/.test(text) || /[\\\p{Cc}\p{Cs}]/u.test(text) || /^[^?#]*\/\.{1,2}(?:[/?#]|$)/.test(text)) return false
  const decoded = decode(text)
  return decoded === text || (decoded !== null && layer < layers && isPath(decoded, layer + 1))
}

function decode(text: string) {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
