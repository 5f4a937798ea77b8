/** Text that is markup already; only `html` makes it. */
export class Markup {
  readonly #text: string

  constructor(text: string) { this.#text = text }

  toString() { return this.#text }
}

type Value = Markup | string | number | false | null | undefined | readonly Value[]

/** A piece of a page. Whatever is put in is text, unless it is a piece of a page itself; `false`, `null` and `undefined` are nothing. */
export function html(pieces: TemplateStringsArray, ...values: Value[]) {
  return new Markup(pieces.map((piece, index) => piece + marked(values[index])).join(''))
}

function marked(value: Value): string {
  if (value === false || value === null || value === undefined) return ''
  if (value instanceof Markup) return value.toString()
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value))
  return value.map(marked).join('')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }
const escape = (text: string) => text.replace(/[&<>"']/g, character => entities[character] ?? character)
