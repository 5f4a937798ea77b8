/** Runs in the page: what can be measured of a drawn page, in words. What eyes see is for eyes. */
export function faultsOf() {
  const faults: string[] = []
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth - clientWidth} px wider than the window`)
  const seen = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest('.spoken')
  const said = (element: Element) => (element.textContent.trim() || element.tagName).slice(0, 40)
  for (const element of [...document.querySelectorAll('button, a, h1, h2, h3, label, [role=alert] *')].filter(seen)) {
    const { left, right, width } = element.getBoundingClientRect()
    const isScrolled = element.closest('pre, table, nav, [role=tablist], .overflow-x-auto, .overflow-hidden') !== null
    if (width > 1 && !isScrolled && (left < -1 || right > clientWidth + 1)) faults.push(`“${said(element)}” reaches past the edge`)
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible' && !isScrolled) faults.push(`“${said(element)}” is cut`)
  }
  // A message without words shows its key.
  for (const [key] of document.body.innerText.matchAll(/\b[a-z]+[a-zA-Z]*(?:\.[a-z]+[a-zA-Z]*){1,3}(?=\s|$)/g)) {
    if (/^(?:signIn|fields|problems|fieldProblems|account|security|sessions|data|applications|console|users|groups|audit|jobs|documents|binding|thirdParty|device|consent)\./.test(key)) faults.push(`“${key}” has no words`)
  }
  return faults
}
