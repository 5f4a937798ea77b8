import { html } from '../pages/html.ts'
import { people, type Person } from '../people/people.ts'
import type { Provider } from '../providers/provider.ts'
import type { Screen } from '../providers/sign-in.ts'
import { providerDocument, withParameter, type Visit } from './document.ts'
import { consentWords, type ConsentWords } from './words.ts'

/** The sign-in and consent page. Everything on it is a link to the same address with `simulator_person`: what programs use, people use. */
export function choosePage(visit: Visit, { scopes, denials, address }: Extract<Screen, { kind: 'choose' }>) {
  const { provider, language } = visit
  const say = consentWords[language]
  const name = provider.look.names[language]
  const to = (choice: string) => withParameter(address ?? visit.url, 'simulator_person', choice)
  const main = html`<h1>${say.question}</h1>
<p class="lead">${say.lead(name)}</p>
${scopes.length > 0 && html`<h2 id="asks">${say.asks}</h2>
<ul class="scopes" aria-labelledby="asks">${scopes.map(scope => html`<li>${scope}</li>`)}</ul>`}
<h2 id="people">${say.people}</h2>
<ul class="people" aria-labelledby="people">${people.map(person => html`
<li><a href="${to(person.id)}">
<span class="initial" aria-hidden="true">${[...person.name][0] ?? ''}</span>
<span class="who"><bdi class="name">${person.name}</bdi> <span class="hint">${describe(person, provider, say)}</span></span>
</a></li>`)}
</ul>
<div class="denials">${denials.map(denial => html`<a class="button" href="${to(denial)}">${say.denials[denial]}</a>`)}</div>`
  return providerDocument(visit, say.title(name), main)
}

function describe({ email, unionid }: Person, { tellsUnionid = false }: Provider, say: ConsentWords) {
  const address = !email ? say.noEmail : email.verified ? email.address : say.unverified(email.address)
  return tellsUnionid && unionid === 'later' ? `${address} · ${say.unionidLater}` : address
}

/** After a cancellation of which the program is not told. */
export function closedPage(visit: Visit) {
  const say = consentWords[visit.language]
  const main = html`<h1>${say.cancelledTitle}</h1>
<p class="lead">${say.cancelled(visit.provider.look.names[visit.language])}</p>`
  return providerDocument(visit, say.cancelledTitle, main)
}

/** What the provider says on a page of its own instead of going back. */
export function messagePage(visit: Visit, { title, text }: { title: string, text: string }) {
  const say = consentWords[visit.language]
  const main = html`<h1>${title}</h1>
<p class="words">${text}</p>
<p class="hint">${say.said(visit.provider.look.names[visit.language])}</p>`
  return providerDocument(visit, title, main)
}

export function unknownPersonPage(visit: Visit) {
  const say = consentWords[visit.language]
  return providerDocument(visit, say.unknownTitle, html`<h1>${say.unknownTitle}</h1>
<p class="lead">${say.unknown}</p>`)
}
