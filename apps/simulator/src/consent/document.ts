import { html, type Markup } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'
import type { Provider } from '../providers/provider.ts'
import { consentWords } from './words.ts'

export interface Visit {
  provider: Provider
  language: Language
  /** Of the page, query included. */
  url: string
}

const others = { 'zh-CN': { language: 'en', name: 'English' }, 'en': { language: 'zh-CN', name: '中文' } } as const

/** A page in the colours of a provider, which says that it is not the provider's. */
export function providerDocument({ provider, language, url }: Visit, title: string, main: Markup) {
  const { simulated } = consentWords[language]
  const name = provider.look.names[language]
  const other = others[language]
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
<link rel="stylesheet" href="/assets/consent.css">
<link rel="stylesheet" href="/assets/providers.css">
</head>
<body class="consent provider-${provider.id}">
<header class="bar"><div>
<span class="tile" aria-hidden="true">${provider.look.letter}</span>
<p>${name} <span class="simulated">${simulated}</span></p>
<a href="${withParameter(url, 'simulator_language', other.language)}" lang="${other.language}" hreflang="${other.language}">${other.name}</a>
</div></header>
<main>
${main}
</main>
</body>
</html>
`
  return page.toString()
}

/** The same address and one parameter more; the rest stays as it was written. */
export function withParameter(url: string, name: string, value: string) {
  return `${url}${url.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`
}
