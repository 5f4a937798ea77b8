/** Six digits on their own: not part of a longer number, a word, an address or a colour. */
const code = /(?<![\w.:/#=%+-])\d{6}(?![\w%-]|\.\d)/
const codeOnItsOwnLine = /^[^\S\n]*(\d{6})[^\S\n]*$/m

/** The code a mail asks its reader to type, if it has one. Digits alone on their line win: mails also mention other numbers. */
export function findCode({ text, html }: { text: string, html: string }) {
  const readable = text || visibleText(html)
  return codeOnItsOwnLine.exec(readable)?.[1] ?? code.exec(readable)?.[0] ?? null
}

/** Good enough to look for digits in; never shown to anybody. */
const visibleText = (html: string) => html.replace(/<(style|script|title)\b.*?<\/\1\s*>/gis, ' ').replace(/<[^>]*>/g, '\n')
