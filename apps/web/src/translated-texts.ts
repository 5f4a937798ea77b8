const isStandIn = (node: Node | null | undefined): node is HTMLElement => node instanceof HTMLElement && node.localName === 'font'

/**
 * Keeps texts alive in a page that the browser translates. Translators put elements of their own in the place of text nodes; what
 * Vue writes into such a node afterwards, or takes away with it, is seen by nobody, and the page shows what was true before. Here
 * the node comes back as soon as its text changes; the translator then translates it anew.
 */
export function keepTranslatedTextsAlive(root: Node) {
  /** By a text node that was replaced: what stands in its place. */
  const standIns = new WeakMap<Node, ChildNode>()

  const replaced = new MutationObserver((changes) => {
    for (const { addedNodes: [added], removedNodes, previousSibling, nextSibling } of changes) {
      const standIn = [added, previousSibling, nextSibling].find(isStandIn)
      for (const node of standIn ? removedNodes : []) {
        if (node instanceof Text && standIn) keep(node, standIn)
      }
    }
  })
  const changed = new MutationObserver((changes) => {
    for (const { target } of changes) bringBack(target)
  })

  function keep(text: Text, standIn: HTMLElement) {
    standIns.set(text, standIn)
    changed.observe(text, { characterData: true })
  }

  function bringBack(text: Node) {
    const standIn = standIns.get(text)
    standIns.delete(text)
    if (standIn?.isConnected && !text.isConnected) standIn.replaceWith(text)
  }

  replaced.observe(root, { childList: true, subtree: true })
}
