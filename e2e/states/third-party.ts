import { ann } from './people.ts'
import { failed, ofArea, ok, problem, type State } from './state.ts'

const github = { id: 'github', label: 'GitHub', icon: 'github' }
const waiting = {
  reference: 'of-ann', provider: github, profile: { displayName: 'Ann Ashby', avatarUrl: null, username: 'ann-ashby' }, email: null, remember: false, next: null,
  expiresAt: '2026-11-29T09:40:00.000Z',
}
const attempt = (intent: string) => ({ 'gatehouse-attempt': JSON.stringify({ provider: 'github', label: 'GitHub', intent, next: null, remember: false }) })
const back = '/oauth/callback/github?state=s&code=c'
const callback = 'POST /oauth/github/callback'
const ticket = (more = {}) => ({ 'GET /oauth/bindings/current': ok({ ...waiting, ...more }), 'GET /usernames/ann-ashby/count': ok({ username: 'ann-ashby', count: 0 }) })

/** The way on is there once nothing is waited for. */
const over = { shows: 'main [class]:is(a, button)' }
const refusals: State[] = ([
  [400, 'state_invalid'], [400, 'authorization_denied'], [400, 'authorization_expired'], [400, 'authorization_failed'], [400, 'provider_sign_in_required'],
  [403, 'provider_account_refused'], [400, 'provider_browser_refused'], [503, 'provider_unavailable'], [502, 'provider_misconfigured'], [409, 'identity_already_bound'],
] as const).map(([status, code]) => ({ name: `callback-${code}`, path: back, tab: attempt('sign-in'), answers: { [callback]: problem(status, code) }, ...over }))

/** Coming back from other sites, and linking what they say. */
export const thirdParty = ofArea('third-party', [
  { name: 'callback-waiting', path: back, tab: attempt('sign-in'), answers: { [callback]: 'held' } },
  { name: 'callback-linking', path: back, user: ann, tab: attempt('bind'), answers: { [callback]: 'held' } },
  { name: 'callback-unreachable', path: back, tab: attempt('sign-in'), answers: { [callback]: 'cut' }, ...over },
  { name: 'callback-of-nothing', path: '/oauth/callback/github', ...over },
  { name: 'callback-linking-denied', path: back, user: ann, tab: attempt('bind'), answers: { [callback]: problem(400, 'authorization_denied') }, ...over },
  ...refusals,
  { name: 'complete-waiting', path: '/oauth/complete#key=k', answers: { 'POST /sessions/handoff': 'held' } },
  { name: 'complete-invalid', path: '/oauth/complete#key=k', answers: { 'POST /sessions/handoff': problem(400, 'handoff_invalid') }, ...over },
  { name: 'complete-of-nothing', path: '/oauth/complete', ...over },
  { name: 'binding-loading', path: '/oauth/binding', answers: { 'GET /oauth/bindings/current': 'held' } },
  { name: 'binding-new', path: '/oauth/binding', answers: ticket() },
  { name: 'binding-new-proven', path: '/oauth/binding', answers: ticket({ email: { address: 'ann.ashby@example.com', proven: true } }) },
  { name: 'binding-with-password', path: '/oauth/binding', answers: ticket(), steps: [{ check: 'withPassword' }], shows: 'input[name=password]' },
  { name: 'binding-nobody', path: '/oauth/binding', answers: ticket({ profile: { displayName: null, avatarUrl: null, username: null } }) },
  { name: 'binding-signed-in', path: '/oauth/binding', user: ann, answers: ticket(), shows: 'binding.toCurrent' },
  { name: 'binding-over', path: '/oauth/binding', answers: { 'GET /oauth/bindings/current': problem(400, 'ticket_invalid') } },
  { name: 'binding-failed', path: '/oauth/binding', answers: { 'GET /oauth/bindings/current': failed } },
])
