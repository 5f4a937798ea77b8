import { html, type Markup } from './html.ts'
import type { Language } from './language.ts'

interface Page {
  language: Language
  title: string
  main: Markup
  /** A file below `/assets`. */
  script?: string
  /** Where this page is, for the link to the same page in the other language. */
  url: string
}

const words = {
  'zh-CN': { brand: '门楼模拟器', skip: '跳到正文', other: { language: 'en', name: 'English' } },
  'en': { brand: 'Gatehouse simulator', skip: 'Skip to the content', other: { language: 'zh-CN', name: '中文' } },
} as const

/** The gate of the sign-in pages, shrunk to a mark. */
const mark = html`<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false" fill="currentColor">
<path d="M1 12.2C6.4 11.6 11.9 8.6 16 3c4.1 5.6 9.6 8.6 15 9.2l-1.6 3.3H2.6z"/><path d="M5 17.5h22V20H5z"/><path d="M6.5 22h3.4v7.5H6.5zM22.1 22h3.4v7.5h-3.4zM12.4 22h3v7.5h-3zM16.6 22h3v7.5h-3z"/></svg>`

/** A whole document around the content of a page. */
export function layout({ language, title, main, script, url }: Page) {
  const { brand, skip, other } = words[language]
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${brand}</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
${script !== undefined && html`<script type="module" src="/assets/${script}"></script>`}
</head>
<body>
<a class="skip" href="#main">${skip}</a>
<header class="top">
<a class="brand" href="/inbox">${mark}<span>${brand}</span></a>
<a class="quiet" href="${withLanguage(url, other.language)}" lang="${other.language}" hreflang="${other.language}">${other.name}</a>
</header>
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>
`
  return page.toString()
}

function withLanguage(url: string, language: Language) {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  searchParams.set('language', language)
  return `${pathname}?${searchParams.toString()}`
}
