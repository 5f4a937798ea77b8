import { ann, application, identity, idOf, longNamed, moment, now, program, sessionOf } from './people.ts'
import { failed, nothing, ofArea, ok, problem, type Answer, type State, type Step } from './state.ts'

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const session = (last: number, more: object = {}) => ({ id: idOf(last), current: false, createdAt: moment, lastSeenAt: moment, ip: '203.0.113.7', userAgent: firefox, method: 'password', ...more })
const consent = { application: program, scopes: ['openid', 'profile', 'email', 'orders.read'], createdAt: moment, updatedAt: moment }

const sessions = 'GET /sessions'
const several = ok({ sessions: [session(50, { current: true, lastSeenAt: now }), session(51, { userAgent: phone, method: 'github' }), session(52, { userAgent: null, ip: null })] })
const consents = 'GET /users/me/consents'
const own = 'GET /o/applications'
const listed = (applications: object[] = [], more: object = {}) => ok({ applications, canRegister: true, legacyGrants: false, scopes: ['orders.read'], ...more })
const one = (more: object = {}) => ({ [own]: listed(), 'GET /o/applications/client-1': ok({ ...application, ...more }) })

const at = (path: string, name: string, answers: Record<string, Answer> = {}, steps: Step[] = [], user: object = ann): State => ({ name, path, user, answers, steps })
const renamed: Step[] = [{ fill: { displayName: 'Ann of the hills' } }, { press: 'account.save' }]
const proof = problem(403, 'reauthentication_required')
const anew: Step[] = [{ press: 'data.download' }]

/** The pages of whoever is signed in. */
export const account = ofArea('account', [
  { name: 'loading', path: '/account', user: ann, answers: { 'POST /sessions/refresh': 'held' }, tab: {} },
  { name: 'busy', path: '/account', user: ann, answers: { 'POST /sessions/refresh': problem(503, 'overloaded') } },
  at('/account', 'profile'),
  at('/account', 'profile-long-names', {}, [], longNamed),
  at('/account', 'profile-saved', { 'PATCH /users/me': ok({ ...ann, displayName: 'Ann of the hills' }) }, renamed),
  at('/account', 'profile-saving', { 'PATCH /users/me': 'held' }, renamed),
  at('/account', 'profile-failed', { 'PATCH /users/me': failed }, renamed),
  at('/account', 'profile-required', {}, [{ fill: { displayName: '' } }, { press: 'account.save' }]),
  { ...at('/account', 'profile-offline', {}, [{ goOffline: true }]), shows: 'shell.offline' },
  at('/account/security', 'security', { 'GET /users/me/identities': ok({ identities: [identity] }) }),
  at('/account/security', 'security-nothing', {}, [], { ...ann, hasPassword: false, email: null, emailVerified: false }),
  at('/account/security', 'security-loading', { 'GET /users/me/identities': 'held', 'GET /oauth/providers': 'held' }),
  at('/account/security', 'security-failed', { 'GET /users/me/identities': failed }),
  at('/account/security', 'security-password', {}, [{ press: 'security.changePassword' }]),
  at('/account/security', 'security-email', {}, [{ press: 'security.changeEmail' }]),
  at('/account/security', 'security-one-after-the-other', {}, [{ press: 'security.changePassword' }, { press: 'security.changeEmail' }]),
  at('/account/sessions', 'sessions', { [sessions]: several }),
  at('/account/sessions', 'sessions-only-this', { [sessions]: ok({ sessions: [session(50, { current: true, lastSeenAt: now })] }) }),
  at('/account/sessions', 'sessions-loading', { [sessions]: 'held' }),
  at('/account/sessions', 'sessions-failed', { [sessions]: failed }),
  at('/account/sessions', 'sessions-end-others', { [sessions]: several }, [{ press: 'sessions.endOthers' }]),
  at('/account/connected', 'connected', { [consents]: ok({ consents: [consent] }) }),
  at('/account/connected', 'connected-empty', { [consents]: ok({ consents: [] }) }),
  at('/account/connected', 'connected-loading', { [consents]: 'held' }),
  at('/account/connected', 'connected-unreachable', { [consents]: 'cut' }),
  at('/account/connected', 'connected-remove', { [consents]: ok({ consents: [consent] }) }, [{ press: 'connected.removeThis', values: { application: program.name } }]),
  at('/account/data', 'data', { [own]: listed() }),
  at('/account/data', 'data-delete', { [own]: listed([application]), 'POST /sessions/current/reauthentication': ok(sessionOf(ann)) }, [{ press: 'data.deleteButton' }]),
  at('/account/data', 'proof', { 'GET /users/me/export': proof }, anew),
  at('/account/data', 'proof-wrong', { 'GET /users/me/export': proof, 'POST /sessions/current/reauthentication': problem(401, 'credentials_invalid') },
    [...anew, { fill: { password: 'wrong' } }, { press: 'prove.submit' }]),
  at('/account/data', 'proof-no-way', { 'GET /users/me/export': proof, 'GET /sessions/current/reauthentication': ok({ password: false, emailCode: false, providers: [] }) }, anew),
  at('/account/applications', 'applications', { [own]: listed([application, { ...application, clientId: 'client-2', name: 'Nightly import', disabled: true }]) }),
  at('/account/applications', 'applications-empty', { [own]: listed() }),
  at('/account/applications', 'applications-not-allowed', { [own]: listed([], { canRegister: false }) }),
  at('/account/applications', 'applications-loading', { [own]: 'held' }),
  at('/account/applications', 'applications-failed', { [own]: failed }),
  at('/account/applications/new', 'application-new', { [own]: listed() }),
  at('/account/applications/new', 'application-new-required', { [own]: listed() }, [{ press: 'applications.registerNow' }]),
  at('/account/applications/client-1', 'application', one()),
  at('/account/applications/client-1', 'application-public', one({ clientType: 'public', tokenEndpointAuthMethod: 'none', secrets: [] })),
  at('/account/applications/client-1', 'application-disabled', one({ disabled: true })),
  at('/account/applications/client-1', 'application-loading', { ...one(), 'GET /o/applications/client-1': 'held' }),
  at('/account/applications/client-1', 'application-not-found', { ...one(), 'GET /o/applications/client-1': problem(404, 'not_found') }),
  at('/account/applications/client-1', 'application-removed-logo', { ...one(), 'DELETE /o/applications/client-1/logo': nothing }),
])
