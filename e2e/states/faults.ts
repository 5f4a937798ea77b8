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
  // One thing to do is the first: of a page, or of the dialog on top of it.
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1)
  const firsts = [...document.querySelectorAll('.bg-vermilion, .bg-danger')].filter(element => element.matches('a, button') && seen(element))
  for (const place of [null, ...dialog ? [dialog] : []]) {
    const here = firsts.filter(element => element.closest('dialog') === place).map(said)
    if (here.length > 1) faults.push(`${place ? 'the dialog' : 'the page'} has ${here.length} primary buttons: ${here.join(', ')}`)
  }
  for (const [gap] of document.body.innerText.matchAll(/\S{0,6}[\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f][ \u2009]\S/g)) faults.push(`“${gap}” has a space after full-width punctuation`)
  // In front of the sign-in people come for one thing: it is to be seen without scrolling. A form of many fields may go on below.
  const [first] = firsts
  if (innerWidth < 600 && first && !dialog && document.querySelector('.front-sky') && document.querySelectorAll('form input:not([hidden], [type=radio])').length < 5) {
    const { bottom } = first.getBoundingClientRect()
    if (bottom > innerHeight) faults.push(`“${said(first)}” is ${Math.round(bottom - innerHeight)} px below what a phone shows first`)
  }
  // A message without words shows its key.
  for (const [key] of document.body.innerText.matchAll(/\b[a-z]+[a-zA-Z]*(?:\.[a-z]+[a-zA-Z]*){1,3}(?=\s|$)/g)) {
    if (/^(?:signIn|fields|problems|fieldProblems|account|security|sessions|data|applications|console|users|groups|audit|jobs|documents|binding|thirdParty|device|consent)\./.test(key)) faults.push(`“${key}” has no words`)
  }
  return faults
}
