import { ann, idOf, identity, program, sessionOf } from './people.ts'
import { busy, failed, nothing, ofArea, ok, problem, type State, type Step } from './state.ts'

const free = (name: string, count = 0) => ({ [`GET /usernames/${name}/count`]: ok({ username: name, count }) })
const sentBack = { 'GET /o/interactions/u1/details': ok({
  prompt: 'login', application: program, destination: 'books.example.com', scopes: [], accountId: null, freshSignIn: false, loginHint: null,
}) }
const password: Step = { fill: { username: 'ann-ashby', password: 'copper lantern orbit' } }
const signIn: Step[] = [password, { press: 'signIn.submit' }]
const address: Step[] = [{ fill: { email: 'ann.ashby@example.com' } }, { press: 'code.send' }]
const code: Step[] = [...address, { fill: { emailCode: '123456' } }, { press: 'register.goOn' }]
const details: Step[] = [...code, { fill: { username: 'ann-ashby', password: 'copper lantern orbit' } }]
const forgot: Step[] = [{ fill: { email: 'ann.ashby@example.com' } }, { press: 'forgot.submitEmail' }]
const reset: Step[] = [...forgot, { fill: { emailCode: '123456', password: 'copper lantern orbit' } }, { press: 'forgot.submit' }]

const answering = (name: string, method: string, answer: ReturnType<typeof problem> | 'held' | 'cut', path: string, steps: Step[], more = {}): State =>
  ({ name, path, steps, answers: { ...more, [method]: answer } })
const authorize = 'POST /users/authorizations'
const taken = free('ann-ashby', 1)

/** Signing in, registering, and getting back in. */
export const front = ofArea('front', [
  { name: 'start', path: '/' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-no-other-ways', path: '/sign-in', answers: { 'GET /oauth/providers': ok({ providers: [] }) } },
  { name: 'sign-in-ways-loading', path: '/sign-in', answers: { 'GET /oauth/providers': 'held' } },
  { name: 'sign-in-ways-failed', path: '/sign-in', answers: { 'GET /oauth/providers': failed }, shows: 'signIn.otherWaysFailed' },
  { name: 'sign-in-for-a-program', path: '/sign-in?next=/interaction/u1', answers: sentBack },
  { name: 'sign-in-required', path: '/sign-in', steps: [{ press: 'signIn.submit' }], shows: '[aria-invalid=true]' },
  answering('sign-in-wrong', authorize, problem(401, 'credentials_invalid'), '/sign-in', signIn),
  answering('sign-in-limited', authorize, problem(429, 'rate_limited', { retryAfter: 60 }), '/sign-in', signIn),
  answering('sign-in-busy', authorize, busy, '/sign-in', signIn),
  answering('sign-in-failed', authorize, failed, '/sign-in', signIn),
  answering('sign-in-unreachable', authorize, 'cut', '/sign-in', signIn),
  answering('sign-in-waiting', authorize, 'held', '/sign-in', signIn),
  { name: 'sign-in-offline', path: '/sign-in', steps: [{ goOffline: true }], shows: 'shell.offline' },
  { name: 'sign-in-signed-out', path: '/account', user: ann, steps: [{ press: 'account.signOut' }], shows: 'signIn.signedOut' },
  { name: 'sign-in-ended', path: '/account/sessions', user: ann, answers: { 'POST /sessions/refresh': problem(401, 'session_ended') }, shows: 'input[type=password]' },
  { name: 'register', path: '/register' },
  { name: 'register-for-a-program', path: '/register?next=/interaction/u1', answers: sentBack },
  { name: 'register-bad-address', path: '/register', steps: [{ fill: { email: 'ann@' } }, { press: 'code.send' }], shows: 'fieldProblems.email_invalid' },
  answering('register-limited', 'POST /verification-codes', problem(429, 'rate_limited', { retryAfter: 1800 }), '/register', address),
  { name: 'register-code', path: '/register', steps: address, shows: 'input[name=emailCode]' },
  { name: 'register-code-required', path: '/register', steps: [...address, { press: 'register.goOn' }], shows: '[aria-invalid=true]' },
  { name: 'register-details', path: '/register', steps: code, shows: 'input[name=password]' },
  { name: 'register-filled', path: '/register', answers: free('ann-ashby'), steps: details, shows: 'strength.4' },
  { name: 'register-required', path: '/register', steps: [...code, { press: 'register.submit' }], shows: 'fieldProblems.not_accepted' },
  { name: 'register-taken', path: '/register', answers: taken, steps: [...details, { check: 'acceptTerms' }], shows: 'problems.username_taken' },
  answering('register-wrong-code', 'POST /users', problem(400, 'code_invalid'), '/register', [...details, { check: 'acceptTerms' }, { press: 'register.submit' }], free('ann-ashby')),
  answering('register-waiting', 'POST /users', 'held', '/register', [...details, { check: 'acceptTerms' }, { press: 'register.submit' }], free('ann-ashby')),
  { name: 'forgot', path: '/forgot-password' },
  { name: 'forgot-required', path: '/forgot-password', steps: [{ press: 'forgot.submitEmail' }], shows: '[aria-invalid=true]' },
  answering('forgot-unreachable', 'POST /verification-codes', 'cut', '/forgot-password', forgot),
  { name: 'forgot-code', path: '/forgot-password', steps: forgot, shows: 'input[name=emailCode]' },
  { name: 'forgot-begun-elsewhere', path: `/forgot-password#request=${idOf(80)}&email=ann.ashby%40example.com&seconds=600`, shows: 'input[name=emailCode]' },
  answering('forgot-wrong-code', 'POST /users/password-resets', problem(400, 'code_invalid'), '/forgot-password', reset),
  {
    name: 'forgot-done', path: '/forgot-password', steps: reset, shows: 'forgot.toSecurity',
    answers: { 'POST /users/password-resets': nothing, [authorize]: ok(sessionOf(ann)), 'GET /users/me/identities': failed },
  },
  {
    name: 'forgot-done-linked', path: '/forgot-password', steps: reset, shows: 'forgot.linkedHeading',
    answers: { 'POST /users/password-resets': nothing, [authorize]: ok(sessionOf(ann)), 'GET /users/me/identities': ok({ identities: [identity] }) },
  },
  {
    name: 'forgot-done-not-signed-in', path: '/forgot-password', steps: reset, shows: 'forgot.toSignIn',
    answers: { 'POST /users/password-resets': nothing, [authorize]: busy },
  },
  { name: 'not-found', path: '/nowhere' },
])
