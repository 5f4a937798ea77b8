import type { DocumentToken } from '@gatehouse/contracts/documents'
import { h, type FunctionalComponent, type VNode } from 'vue'

type Child = string | VNode

/** Tables may be wider than the window: they scroll by themselves, for the keyboard, too. */
const scrolling = (table: VNode) => h('div', { class: 'document-table', role: 'region', tabindex: 0 }, [table])

function element(tag: string, href: string | undefined, children: Child[]) {
  if (tag === 'table') return scrolling(h(tag, children))
  if (tag === 'th') return h(tag, { scope: 'col' }, children)
  if (tag !== 'a' || href === undefined) return h(tag, children)
  // Whoever is about to accept it has typed something on another page.
  return h(tag, { href, class: 'text-link', ...(/^https?:/i.test(href) && { target: '_blank', rel: 'noopener noreferrer' }) }, children)
}

/** The elements that a row of tokens stands for. What is closed without having been opened, or never closed, does no harm. */
export function elementsOf(tokens: readonly DocumentToken[]): Child[] {
  const open: { tag: string, href: string | undefined, children: Child[] }[] = [{ tag: '', href: undefined, children: [] }]
  const close = () => {
    const done = open.length > 1 ? open.pop() : undefined
    if (done) open.at(-1)?.children.push(element(done.tag, done.href, done.children))
  }
  for (const token of tokens) {
    if ('text' in token) open.at(-1)?.children.push(token.text)
    else if ('open' in token) open.push({ tag: token.open, href: token.href, children: [] })
    else if (open.at(-1)?.tag === token.close) close()
  }
  while (open.length > 1) close()
  return open[0]?.children ?? []
}

/** The text of a document. */
export const DocumentText: FunctionalComponent<{ tokens: readonly DocumentToken[] }> = ({ tokens }) => h('div', { class: 'document-text' }, elementsOf(tokens))
DocumentText.props = ['tokens']
