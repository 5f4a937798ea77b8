import { ann, longNamed, program } from './people.ts'
import { busy, ofArea, ok, problem, type State, type Step } from './state.ts'

const scope = (name: string, known = false, resource: string | null = null) => ({ name, known, resource })
const asks = (more: object = {}) => ({ 'GET /o/interactions/u1/details': ok({
  prompt: 'consent', application: program, destination: 'books.example.com', scopes: ['openid', 'profile', 'email'].map(name => scope(name)), accountId: ann.id,
  freshSignIn: false, loginHint: null, ...more,
}) })
const interaction = (name: string, more: object, user: object | undefined = ann): State => ({ name, path: '/interaction/u1', answers: asks(more), ...(user && { user }) })
const everything = ['openid', 'profile', 'email', 'phone', 'permissions', 'offline_access'].map(name => scope(name, name === 'email'))

const found = { userCode: 'WDJB-MJHT', ip: '203.0.113.7', application: { ...program, name: 'Television' }, scopes: [scope('openid'), scope('profile')] }
const verify = 'POST /o/device/verification'
const enter: Step[] = [{ fill: { userCode: 'WDJB-MJHT' } }, { press: 'device.submit' }]
const device = (name: string, answers: State['answers'] = {}, steps: Step[] = enter): State => ({ name, path: '/device', user: ann, answers, steps })

const signOut = (name: string, answer: NonNullable<State['answers']>[string], user: object | undefined = ann): State =>
  ({ name, path: '/sign-out', answers: { 'GET /o/logout/details': answer }, ...(user && { user }) })
const errors = ['invalid_request', 'invalid_client', 'invalid_redirect_uri', 'access_denied', 'server_error', 'temporarily_unavailable', 'invalid_scope', 'unknown_error']

/** Where programs lead people. */
export const programs = ofArea('programs', [
  { name: 'interaction-loading', path: '/interaction/u1', user: ann, answers: { 'GET /o/interactions/u1/details': 'held' } },
  interaction('consent', {}),
  interaction('consent-everything', { scopes: [...everything, scope('orders.read', false, 'https://orders.example.com')] }),
  interaction('consent-known', { scopes: [scope('openid', true), scope('profile', true)], destination: null }),
  interaction('consent-long-names', { application: { ...program, name: 'Wolfeschlegelsteinhausenbergerdorff’s very own bookshop etc' } }, longNamed),
  { ...interaction('consent-failed', {}), answers: { ...asks(), 'POST /o/interactions/u1/consent': busy }, steps: [{ press: 'consent.allow' }] },
  { ...interaction('consent-waiting', {}), answers: { ...asks(), 'POST /o/interactions/u1/consent': 'held' }, steps: [{ press: 'consent.allow' }] },
  interaction('choose-account', { prompt: 'select_account', accountId: null }),
  interaction('prove-again', { prompt: 'login', freshSignIn: true }),
  interaction('other-account', { accountId: '019a0000-0000-7000-8000-000000000099' }),
  { name: 'interaction-over', path: '/interaction/u1', user: ann, answers: { 'GET /o/interactions/u1/details': problem(404, 'not_found') } },
  { name: 'interaction-finished', path: '/interaction/u1', user: ann, answers: { 'GET /o/interactions/u1/details': problem(409, 'interaction_finished') } },
  { name: 'interaction-unreachable', path: '/interaction/u1', user: ann, answers: { 'GET /o/interactions/u1/details': 'cut' } },
  device('device', {}, []),
  device('device-required', {}, [{ press: 'device.submit' }]),
  device('device-wrong-code', { [verify]: problem(400, 'user_code_invalid') }),
  device('device-limited', { [verify]: problem(429, 'rate_limited', { retryAfter: 60 }) }),
  device('device-question', { [verify]: ok(found) }),
  device('device-allowed', { [verify]: ok(found), 'POST /o/device/decision': ok({ decision: 'allow' }) }, [...enter, { press: 'device.allow' }]),
  device('device-denied', { [verify]: ok(found), 'POST /o/device/decision': ok({ decision: 'deny' }) }, [...enter, { press: 'device.deny' }]),
  signOut('sign-out-loading', 'held'),
  signOut('sign-out', ok({ reference: 'r', application: program })),
  signOut('sign-out-nothing', problem(404, 'not_found')),
  signOut('sign-out-unreachable', 'cut'),
  { name: 'signed-out', path: '/signed-out' },
  ...errors.map((error): State => ({ name: `error-${error}`, path: `/oauth/error?error=${error}&error_description=The+client+is+not+known.` })),
  { name: 'error-sign-out', path: '/oauth/error?error=invalid_request&during=sign-out', user: ann },
  { name: 'error-sign-out-nobody', path: '/oauth/error?error=invalid_request&during=sign-out' },
])
