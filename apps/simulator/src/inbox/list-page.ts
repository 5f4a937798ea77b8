import { html } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'
import { layout } from '../pages/layout.ts'
import type { Mail } from './mailbox.ts'
import { when } from './when.ts'
import { words, type Words } from './words.ts'

interface Visit { language: Language, url: string }

interface List extends Visit {
  webUrl: string
  smtpUrl: string
  /** What was found, newest first. */
  mails: readonly Mail[]
  total: number
  search: string
}

/** The page shows no more; it is sent anew with every mail that arrives. */
const longestList = 100

/** The inbox. Its script replaces whatever is marked `data-live` when mail has arrived. */
export function pageOfList({ language, url, mails, total, search, ...places }: List) {
  const say = words[language]
  const main = html`<div class="heading">
<h1>${say.inbox}</h1>
<p class="live" id="connection" data-live-text="${say.live}" data-lost-text="${say.lost}" hidden></p>
</div>
<p class="lead">${say.lead}</p>
<div class="tools">
<form class="search" role="search" action="/inbox">
<label for="search">${say.recipient}</label>
<input id="search" name="to" type="search" value="${search}" autocomplete="off" autocapitalize="none" spellcheck="false">
<button>${say.search}</button>
</form>
<p id="count" role="status" data-live>${say.count(mails.length, total)}</p>
${search && html`<a class="quiet" href="/inbox">${say.showAll}</a>`}
<button type="button" id="delete-all" class="quiet" data-total="${total}" data-live hidden>${say.deleteAll}</button>
</div>
<div id="mails" data-live>
${mails.length > 0 ? found(mails, language) : search ? nothingFor(search, say) : nothingYet(places, say)}
</div>
<dialog id="deletion" aria-labelledby="deletion-question">
<h2 id="deletion-question" data-live>${say.deleteQuestion(total)}</h2>
<p>${say.deleteLoss}</p>
<form method="dialog">
<button>${say.cancel}</button>
<button class="primary" value="delete">${say.deleteNow}</button>
</form>
</dialog>`
  return layout({ language, url, title: say.inbox, main, script: 'list.js' })
}

function found(mails: readonly Mail[], language: Language) {
  const say = words[language]
  return html`<ul class="mails">${mails.slice(0, longestList).map(mail => row(mail, language, say))}</ul>
${mails.length > longestList && html`<p class="hint">${say.newestOnly(longestList)}</p>`}`
}

const row = ({ id, to, subject, code, receivedAt }: Mail, language: Language, say: Words) => html`
<li>
<a class="subject" id="mail-${id}" href="/inbox/${id}" dir="auto">${subject || say.noSubject}</a>
<span class="to"><span class="unseen">${say.to} </span>${to}</span>
${code !== null && html`<span class="code"><span class="unseen">${say.code} </span>${code}</span>`}
${when(receivedAt, language)}
</li>`

const nothingYet = ({ webUrl, smtpUrl }: { webUrl: string, smtpUrl: string }, say: Words) => html`<section class="empty">
<h2>${say.emptyTitle}</h2>
<p>${say.emptyStep}</p>
<p><a class="button primary" href="${webUrl}">${say.openGatehouse}</a></p>
<p class="hint">${say.alsoBy(smtpUrl)}</p>
</section>`

const nothingFor = (search: string, say: Words) => html`<section class="empty">
<h2>${say.noneTitle(search)}</h2>
<p>${say.none}</p>
</section>`

/** Instead of a message that is no longer in memory. */
export function goneFor({ language, url }: Visit) {
  const say = words[language]
  const main = html`<section class="empty">
<h1>${say.goneTitle}</h1>
<p>${say.gone}</p>
<p><a class="button primary" href="/inbox">${say.toInbox}</a></p>
</section>`
  return layout({ language, url, title: say.goneTitle, main })
}
