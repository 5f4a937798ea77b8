import { expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

/** As HTML, to be compared; nothing else in the product does that. */
function html(source: string) {
  return readMarkdown(source).tokens.map((token) => {
    if ('text' in token) return token.text
    if ('close' in token) return `</${token.close}>`
    return `<${token.open}${token.href === undefined ? '' : ` href=${token.href}`}>`
  }).join('').replaceAll('</br>', '').replaceAll('</hr>', '')
}

test('a heading at the beginning is the title, and the others begin below it', () => {
  expect(readMarkdown('\uFEFF# Terms & *more*\n\nText').title).toBe('Terms & more')
  expect(html('# Title\n\n# One\n\n## Two\n\n###### Six')).toBe('<h2>One</h2><h2>Two</h2><h4>Six</h4>')
  expect(readMarkdown('## No title\n\n# Later')).toMatchObject({ title: null, tokens: [{ open: 'h2' }, { text: 'No title' }, { close: 'h2' }, { open: 'h2' }, { text: 'Later' }, { close: 'h2' }] })
})

test('lists, tables, quotations, code, emphasis and entities are read', () => {
  expect(html('- one\n- two\n  1. **deep**')).toBe('<ul><li>one</li><li>two<ol><li><strong>deep</strong></li></ol></li></ul>')
  expect(html('| a | b |\n|---|---|\n| `c` | ~~d~~ |')).toBe('<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td><code>c</code></td><td><s>d</s></td></tr></tbody></table>')
  expect(html('> quoted  \n> *more*')).toBe('<blockquote><p>quoted<br><em>more</em></p></blockquote>')
  expect(html('```html\n<b>\n```\n\n---\n\n&copy; &amp; \\*')).toBe('<pre><b>\n</pre><hr><p>© & *</p>')
})

test('HTML is text', () => {
  const source = '<script>alert(1)</script>\n\nA <img src=x onerror=alert(1)> b <!-- c --> <a href="/x" onclick="x()">d</a>'
  const { tokens } = readMarkdown(source)
  const opened = new Set(tokens.flatMap(token => 'open' in token ? [token.open] : []))
  expect([...opened]).toEqual(['p'])
  expect(tokens.flatMap(token => 'text' in token ? [token.text] : []).join('')).toContain('<script>alert(1)</script>')
})

test.each(['javascript:alert(1)', 'JAVASCRIPT:alert(1)', 'java&#10;script:alert(1)', '&#106;avascript:alert(1)', 'data:text/html,<script>', 'vbscript:x', 'file:///etc/passwd', '//evil.example', '#here', 'relative'])(
  'a link to %s is no link', (url) => {
    const written = [`[a](${url})`, `[a](<${url}>)`, `<${url}>`, `[a]\n\n[a]: ${url}`, `![a](${url})`]
    for (const source of written) expect([source, readMarkdown(source).tokens.filter(token => 'href' in token)]).toEqual([source, []])
  })

test.each(['https://example.com/a?b=c', 'http://example.com', 'mailto:privacy@example.com', 'tel:+8610', '/privacy'])('a link to %s is one', (url) => {
  expect(html(`[a](${url})`)).toBe(`<p><a href=${url}>a</a></p>`)
})

test('what looks like an address becomes a link, and pictures do not load', () => {
  expect(html('See https://example.com/x.')).toBe('<p>See <a href=https://example.com/x>https://example.com/x</a>.</p>')
  expect(html('![a](https://example.com/a.png)')).toBe('<p>!<a href=https://example.com/a.png>a</a></p>')
})
