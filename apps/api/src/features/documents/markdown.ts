import { documentTags, type DocumentTag, type DocumentToken } from '@gatehouse/contracts/documents'
import MarkdownIt, { type Token } from 'markdown-it'

/** Where a link may lead: the web, mail, the telephone, and paths of our own pages. */
const linkable = /^(https?:\/\/|mailto:|tel:|\/(?![/\\]))/i

const parser = new MarkdownIt({ html: false, linkify: true }).disable('image')
parser.validateLink = url => linkable.test(url)

/** Headings of the text begin below that of the page. */
const renamed: Partial<Record<string, DocumentTag>> = { h1: 'h2', h5: 'h4', h6: 'h4', del: 's' }
const isTag = (name: string): name is DocumentTag => documentTags.some(tag => tag === name)
const tagOf = (name: string) => renamed[name] ?? (isTag(name) ? name : null)

/**
 * Reads Markdown (CommonMark, with the tables and struck-out text of GitHub). HTML stays text; links that lead elsewhere than `linkable`, and
 * pictures, stay as they are written. A heading of the first level at the beginning is the title.
 */
export function readMarkdown(source: string): { title: string | null, tokens: DocumentToken[] } {
  const tokens = parser.parse(source.replace(/^\uFEFF/, ''), {})
  const isTitled = tokens[0]?.type === 'heading_open' && tokens[0].tag === 'h1'
  return { title: isTitled ? plain(tokens[1]) : null, tokens: (isTitled ? tokens.slice(3) : tokens).flatMap(convert) }
}

const plain = (token: Token | undefined) => (token?.children ?? []).map(({ content }) => content).join('')

function convert(token: Token): DocumentToken[] {
  // Paragraphs of a list without gaps between its entries.
  if (token.hidden) return []
  if (token.type === 'inline') return (token.children ?? []).flatMap(convert)
  if (token.type === 'softbreak') return [{ text: '\n' }]
  const tag = token.tag === '' ? null : tagOf(token.tag)
  if (token.type === 'fence' || token.type === 'code_block') return [{ open: 'pre' }, { text: token.content }, { close: 'pre' }]
  if (tag === null) return token.content === '' ? [] : [{ text: token.content }]
  if (token.nesting === -1) return [{ close: tag }]
  const href = tag === 'a' ? token.attrGet('href') : null
  const open = { open: tag, ...(href !== null && { href: String(href) }) }
  if (token.nesting === 1) return [open]
  return [open, ...(token.content === '' ? [] : [{ text: token.content }]), { close: tag }]
}
