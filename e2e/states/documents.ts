import { ann } from './people.ts'
import { failed, nothing, ofArea, ok, type Answer, type State } from './state.ts'

const text = (words: string) => ['Who we are', 'What we keep', 'How long'].flatMap(heading => [
  { open: 'h2' }, { text: heading }, { close: 'h2' }, { open: 'p' }, { text: words }, { close: 'p' },
  { open: 'ul' }, { open: 'li' }, { text: words }, { close: 'li' }, { open: 'li' }, { text: words }, { close: 'li' }, { close: 'ul' },
])
const written = (document: string) => ok({
  document, version: '2026-11-01', locale: 'en', url: null, title: null, tokens: text('This deployment keeps your username, your address and where you are signed in.'),
})
const due = { ...ann, pendingDocuments: [{ document: 'terms', version: '2026-11-01', accepted: '2025-01-01' }, { document: 'privacy', version: '2026-11-01', accepted: '2025-01-01' }] }
const page = (name: string, document: string, answer: Answer): State => ({ name: `${document}-${name}`, path: `/${document}`, answers: { [`GET /documents/${document}`]: answer } })

/** What people accept. */
export const documents = ofArea('documents', [
  page('read', 'terms', written('terms')),
  page('read', 'privacy', written('privacy')),
  page('loading', 'terms', 'held'),
  page('failed', 'terms', failed),
  page('unreachable', 'privacy', 'cut'),
  page('elsewhere', 'privacy', ok({ document: 'privacy', version: '2', locale: 'en', url: 'https://example.com/privacy', title: null, tokens: [] })),
  { name: 'accept', path: '/terms/accept', user: due },
  { name: 'accept-first-time', path: '/terms/accept', user: { ...due, pendingDocuments: due.pendingDocuments.map(one => ({ ...one, accepted: null })) } },
  { name: 'accept-one', path: '/terms/accept', user: { ...due, pendingDocuments: due.pendingDocuments.slice(0, 1) } },
  { name: 'accept-on-the-way', path: '/account', user: due, answers: { 'PUT /users/me/terms': nothing } },
])
