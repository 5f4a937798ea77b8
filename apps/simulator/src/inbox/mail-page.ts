import { html } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'
import { layout } from '../pages/layout.ts'
import type { Mail } from './mailbox.ts'
import { when } from './when.ts'
import { words, type Words } from './words.ts'

/** One message: who, when, its code, and what it looks like. Nothing it contains is markup outside its frame. */
export function pageOfMail(mail: Mail, { language, url }: { language: Language, url: string }) {
  const say = words[language]
  const subject = mail.subject || say.noSubject
  const main = html`<p class="back"><a href="/inbox">← ${say.back}</a></p>
<h1 class="subject-line" dir="auto">${subject}</h1>
<dl class="facts">
<div><dt>${say.from}</dt><dd dir="auto">${mail.from}</dd></div>
<div><dt>${say.to}</dt><dd>${mail.to}</dd></div>
<div><dt>${say.received}</dt><dd>${when(mail.receivedAt, language)}</dd></div>
${mail.attachments.length > 0 && attachments(mail, language, say)}
</dl>
${mail.code !== null && copyable(mail.code, say)}
<div class="views">
<section aria-labelledby="as-shown"><h2 id="as-shown">${say.asShown}</h2>
${mail.html ? html`<iframe title="${say.asShown}" src="/inbox/${mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>` : html`<p class="hint">${say.noHtml}</p>`}
</section>
<section aria-labelledby="as-text"><h2 id="as-text">${say.asText}</h2>
${mail.text ? html`<div class="source text" dir="auto">${mail.text}</div>` : html`<p class="hint">${say.noText}</p>`}
</section>
</div>
<details><summary>${say.allHeaders}</summary>
<dl class="source headers">${mail.headers.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</details>`
  return layout({ language, url, title: subject, main, script: 'mail.js' })
}

const copyable = (code: string, say: Words) => html`<section class="copyable" aria-label="${say.code}">
<p class="label" aria-hidden="true">${say.code}</p>
<p id="code" class="digits">${code}</p>
<button type="button" id="copy" class="primary" data-copied="${say.copied}" hidden>${say.copy}</button>
<p class="unseen" id="copied" role="status"></p>
</section>`

function attachments({ attachments }: Mail, language: Language, say: Words) {
  const kilobytes = new Intl.NumberFormat(language, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 })
  return html`<div><dt>${say.attachments}</dt><dd><ul>
${attachments.map(({ filename, mimeType, size }) => html`<li><bdi>${filename ?? say.nameless}</bdi> <span class="hint">${mimeType}, ${kilobytes.format(size / 1000)}</span></li>`)}
</ul><p class="hint">${say.attachmentsNote}</p></dd></div>`
}
