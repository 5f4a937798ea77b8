import { html } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'

/** A moment, to the second, in this machine's time; the script of the page says it again in the browser's. */
export function when(instant: Date, language: Language) {
  const format = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  return html`<time datetime="${instant.toISOString()}">${format.format(instant)}</time>`
}
