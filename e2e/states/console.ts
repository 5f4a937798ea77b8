import { ann, application, idOf, moment, root } from './people.ts'
import { failed, ofArea, ok, problem, type Answer, type State, type Step } from './state.ts'

const person = (last: number, more: object = {}) => ({
  id: idOf(last), username: `person-${last}`, displayName: `Person ${last}`, email: `person${last}@example.com`, isSuperuser: false, disabled: false, createdAt: moment, ...more,
})
const people = [person(2), person(3, { disabled: true }), person(4, { isSuperuser: true, displayName: 'Wolfeschlegelsteinhausenbergerdorff von Hohenlohe', email: null })]
const details = {
  ...person(2), emailVerified: true, avatarUrl: null, locale: 'en', hasPassword: true, disabledAt: null, updatedAt: moment, groups: [{ id: idOf(40), name: 'Book keepers' }],
  permissions: ['orders.read'], identities: [{ provider: 'github', displayName: 'ann', createdAt: moment, lastUsedAt: moment }],
  consents: [{ clientId: 'client-1', name: 'The book shop', scopes: ['openid'], updatedAt: moment }],
  sessions: [{ id: idOf(90), current: false, createdAt: moment, lastSeenAt: moment, ip: '203.0.113.7', userAgent: null, method: 'password' }],
}
const bare = { ...details, groups: [], permissions: [], identities: [], consents: [], sessions: [], hasPassword: false, disabled: true, disabledAt: moment }
const group = { id: idOf(40), name: 'Book keepers', description: 'Who keep the books.', permissions: ['orders.read'], members: 2, createdAt: moment, updatedAt: moment }
const groups = ok({ groups: [group], permissions: [{ code: 'orders.read', description: 'Read orders', groups: 1, createdAt: moment }] })
const event = (last: number, more: object = {}) => ({
  id: idOf(last), at: moment, action: 'session.started', result: 'success', user: { id: idOf(2), username: 'person-2' }, actor: null, clientId: null, method: 'password',
  sessionId: idOf(90), ip: '203.0.113.7', userAgent: null, requestId: idOf(95), details: {}, ...more,
})
const events = [event(30), event(31, { action: 'user.disabled', method: null, actor: { id: idOf(1), username: 'root' } }), event(32, { result: 'failure', user: null, details: { reason: 'password' } })]
const job = (last: number, state: string, more: object = {}) => ({
  id: idOf(last), kind: last % 2 ? 'notice' : 'verification-code', state, attempts: 1, runAt: moment, expiresAt: moment, lastError: null, createdAt: moment, finishedAt: null, canRetry: false, ...more,
})
const jobs = [job(20, 'pending', { canRetry: true }), job(21, 'sent', { finishedAt: moment }), job(22, 'dead', { attempts: 8, lastError: '550 5.7.1 relaying denied', canRetry: true })]
const counts = { pending: 1, leased: 0, sent: 1, dead: 1 }

const days = Array.from({ length: 30 }, (_, index) => ({ day: new Date(Date.UTC(2026, 9, 31 + index)).toISOString().slice(0, 10), count: index % 7 * 3 }))
const overview = (perDay = days, total = 1240) => ok({
  users: { total, disabled: 3, superusers: 2 }, applications: 7, activeSessions: 210, jobs: { pending: 1, dead: 1 },
  signUps: perDay, signIns: [{ method: 'password', days: perDay }, { method: 'github', days: perDay }], failures: perDay,
})
const owned = { ...application, owner: { id: idOf(2), username: 'person-2' }, consents: 12, warnings: [] }

const at = (path: string, name: string, answers: Record<string, Answer> = {}, steps: Step[] = []): State => ({ name, path: `/admin${path}`, user: root, answers, steps })
/** A page before it has what it shows, and when it does not get it. */
const without = (path: string, name: string, ask: string) => [
  at(path, `${name}-loading`, { [ask]: 'held' }), at(path, `${name}-failed`, { [ask]: failed }), at(path, `${name}-unreachable`, { [ask]: 'cut' }),
]
const userAt = `/users/${idOf(2)}`
const readUser = `GET /admin/users/${idOf(2)}`
const membersOf = `GET /admin/groups/${idOf(40)}/members`

/** The console of whoever runs the place. */
export const console = ofArea('console', [
  { name: 'refused', path: '/admin', user: ann },
  at('', 'overview', { 'GET /admin/overview': overview() }),
  at('', 'overview-nothing-yet', { 'GET /admin/overview': overview(days.map(day => ({ ...day, count: 0 })), 1) }),
  ...without('', 'overview', 'GET /admin/overview'),
  at('/users', 'users', { 'GET /admin/users': ok({ users: people, nextCursor: 'more' }) }),
  at('/users', 'users-empty', { 'GET /admin/users': ok({ users: [], nextCursor: null }) }),
  ...without('/users', 'users', 'GET /admin/users'),
  at(userAt, 'user', { [readUser]: ok(details), 'GET /admin/groups': groups }),
  at(userAt, 'user-bare', { [readUser]: ok(bare), 'GET /admin/groups': groups }),
  at(userAt, 'user-not-found', { [readUser]: problem(404, 'not_found'), 'GET /admin/groups': groups }),
  ...without(userAt, 'user', readUser),
  at('/groups', 'groups', { 'GET /admin/groups': groups }),
  at('/groups', 'groups-empty', { 'GET /admin/groups': ok({ groups: [], permissions: [] }) }),
  at('/groups', 'groups-new', { 'GET /admin/groups': groups }, [{ press: 'groups.create' }]),
  at('/groups', 'permission-new', { 'GET /admin/groups': groups }, [{ press: 'permissions.create' }]),
  ...without('/groups', 'groups', 'GET /admin/groups'),
  at(`/groups/${idOf(40)}`, 'members', { [membersOf]: ok({ users: people, nextCursor: null }), 'GET /admin/groups': groups }),
  at(`/groups/${idOf(40)}`, 'members-empty', { [membersOf]: ok({ users: [], nextCursor: null }), 'GET /admin/groups': groups }),
  at(`/groups/${idOf(40)}`, 'members-failed', { [membersOf]: failed, 'GET /admin/groups': groups }),
  at('/applications', 'applications', { 'GET /admin/applications': ok({
    applications: [owned, { ...owned, clientId: 'client-2', name: 'Old program', disabled: true, owner: null, warnings: ['pkce-optional', 'legacy-grant'] }], resources: ['https://orders.example.com'], nextCursor: null,
  }) }),
  at('/applications', 'applications-empty', { 'GET /admin/applications': ok({ applications: [], resources: [], nextCursor: null }) }),
  ...without('/applications', 'applications', 'GET /admin/applications'),
  at('/audit', 'audit', { 'GET /admin/audit-events': ok({ events, actions: ['session.started', 'user.disabled'], nextCursor: 'more' }) }),
  at('/audit', 'audit-empty', { 'GET /admin/audit-events': ok({ events: [], actions: [], nextCursor: null }) }),
  ...without('/audit', 'audit', 'GET /admin/audit-events'),
  at('/jobs', 'jobs', { 'GET /admin/jobs': ok({ jobs, counts, nextCursor: null }) }),
  at('/jobs', 'jobs-empty', { 'GET /admin/jobs': ok({ jobs: [], counts: { pending: 0, leased: 0, sent: 0, dead: 0 }, nextCursor: null }) }),
  ...without('/jobs', 'jobs', 'GET /admin/jobs'),
])
