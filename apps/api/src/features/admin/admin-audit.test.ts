import { consoleContracts } from '@gatehouse/contracts/console'
import { describe, expect, test } from 'vitest'
import { as, withConsole } from '../../../test/console.ts'
import { federated, mei } from '../../../test/federated.ts'
import { password } from '../../../test/harness.ts'
import { auditActions } from '../audit/audit.ts'
import { cell } from './audit-export.ts'

const { list } = consoleContracts.adminAudit

async function logged() {
  const h = await withConsole()
  const ann = await h.register('ann-lee')
  await h.browser().post('/users/authorizations', { username: 'ann-lee', password: 'wrong password' }, { ip: '10.1.2.3' })
  await h.console.patch(`/admin/users/${ann.id}`, { disabled: true })
  const ask = async (query: Record<string, string> = {}) => as(list, await h.console.get(`/admin/audit-events?${new URLSearchParams(query).toString()}`))
  const actions = async (query: Record<string, string>) => (await ask(query)).events.map(({ action }) => action)
  const csv = async (query = '') => h.app.inject({
    url: `/admin/audit-events${query}`, headers: { accept: 'text/csv', authorization: `Bearer ${h.console.accessToken ?? ''}` },
  })
  return { ...h, ann, ask, actions, csv }
}

describe('the audit log', () => {
  test('is narrowed by person, action, result, address and time, the newest first', async () => {
    const { ann, root, ask, actions, clock } = await logged()
    expect(await actions({ user: 'ANN-lee' })).toEqual(['user.disabled', 'session.started', 'session.started', 'account.registered'])
    expect(await actions({ user: ann.id, result: 'failure' })).toEqual(['session.started'])
    expect(await actions({ user: 'root-user', action: 'user.disabled' })).toEqual(['user.disabled'])
    expect(await actions({ user: 'nobody-here' })).toEqual([])
    expect(await actions({ ip: '10.1.2.3' })).toEqual(['session.started'])
    expect(await actions({ clientId: 'none' })).toEqual([])
    const now = clock.now().toISOString()
    expect(await actions({ until: now })).toEqual([])
    expect(await actions({ from: now })).toHaveLength(6)
    const { events, actions: known } = await ask({ action: 'user.disabled' })
    expect(known).toEqual(auditActions)
    expect(events).toMatchObject([{ user: { id: ann.id, username: 'ann-lee' }, actor: { id: root.id, username: 'root-user' }, result: 'success' }])
  })

  test('comes in pages that miss and repeat nothing, also of events at one instant', async () => {
    const { ask, rows } = await logged()
    const found: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof ask>> = await ask({ limit: '2', ...(cursor && { cursor }) })
      found.push(...page.events.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(found).toEqual((await rows('audit_events')).map(({ id }) => String(id)).sort().reverse())
  })

  test('is taken away as CSV, whole, which is an event itself', async () => {
    const { csv, root, events, rows } = await logged()
    const { headers, body } = await csv('?limit=1')
    expect(headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="gatehouse-audit-events.csv"' })
    const lines = body.split('\r\n')
    expect(lines[0]).toBe('\ufeffat,action,result,user id,user,actor id,actor,client id,method,session id,ip,user agent,request id,details')
    expect(lines).toHaveLength((await rows('audit_events')).length + 2)
    expect(await events('audit.exported')).toMatchObject([{ actor_id: root.id, user_id: null }])
    expect((await csv('?user=ann-lee&result=failure')).body.split('\r\n')[1]).toMatch(/,session\.started,failure,[^,]+,ann-lee,,,,password,,10\.1\.2\.3,[^,]*,[^,]+,"\{""reason"":""wrong""\}"$/)
    expect((await csv('?action=audit.exported&user=nobody-here')).body.split('\r\n')).toHaveLength(2)
  })

  test.each([
    ['=1+1', '\'=1+1'], ['+1', '\'+1'], ['-1', '\'-1'], ['@x', '\'@x'], ['\tx', '\'\tx'], ['\rx', '"\'\rx"'],
    ['a "b", c', '"a ""b"", c"'], ['a\nb', '"a\nb"'], [null, ''], ['plain', 'plain'],
  ])('has no formula and no broken line in it: %j', (value, written) => {
    expect(cell(value)).toBe(written)
  })

  test('forgets what is older than the settings say', async () => {
    const { janitor, clock, rows } = await withConsole({ settings: { AUDIT_RETENTION_DAYS: '30' } })
    const before = (await rows('audit_events')).length
    clock.advance(29 * 86_400)
    await janitor.sweep()
    expect(await rows('audit_events')).toHaveLength(before)
    clock.advance(2 * 86_400)
    await janitor.sweep()
    expect(await rows('audit_events')).toEqual([])
  })
})

describe('what is refused is noted', () => {
  const failures = (rows: Record<string, unknown>[]) => rows.filter(event => event.result === 'failure')
    .map(({ action, user_id, method, details }) => ({ action, user: user_id, method, details: typeof details === 'string' ? JSON.parse(details) : details }))

  test('a wrong password, with why, and never what was typed', async () => {
    const { browser, register, rows } = await withConsole({ settings: { SIGN_IN_FREE_TRIES: '2' } })
    const ann = await register('ann-lee')
    const signIn = (username: string) => browser().post('/users/authorizations', { username, password: 'typed secret' })
    await signIn('nobody-typed-this')
    await signIn('ann-lee')
    await ann.browser.post('/sessions/current/reauthentication', { password: 'typed secret' })
    await signIn('ann-lee')
    const change = () => ann.browser.put('/users/me/password', { currentPassword: 'typed secret', password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' })
    // In a browser that the account knows, which is counted apart.
    await change()
    await change()
    expect(failures(await rows('audit_events'))).toEqual([
      { action: 'session.started', user: null, method: 'password', details: { reason: 'unknown' } },
      { action: 'session.started', user: ann.id, method: 'password', details: { reason: 'wrong' } },
      { action: 'session.reauthenticated', user: ann.id, method: 'password', details: { reason: 'wrong' } },
      { action: 'session.started', user: ann.id, method: 'password', details: { reason: 'rate-limited' } },
      { action: 'password.changed', user: ann.id, method: 'password', details: { reason: 'wrong' } },
      { action: 'password.changed', user: ann.id, method: 'password', details: { reason: 'rate-limited' } },
    ])
    expect(JSON.stringify(await rows('audit_events'))).not.toMatch(/typed/)
  })

  test('a wrong current password', async () => {
    const { register, rows } = await withConsole()
    const ann = await register('ann-lee')
    await ann.browser.put('/users/me/password', { currentPassword: 'typed secret', password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' })
    expect(failures(await rows('audit_events'))).toEqual([{ action: 'password.changed', user: ann.id, method: 'password', details: { reason: 'wrong' } }])
  })

  test('a wrong code, and with whose account', async () => {
    const { browser, register, requestCode, rows } = await withConsole()
    const ann = await register('ann-lee')
    const who = browser()
    const code = await requestCode(who, ann.email, 'reset-password')
    const wrong = code.emailCode === '000000' ? '111111' : '000000'
    await who.post('/users/password-resets', { email: ann.email, codeRequestId: code.codeRequestId, emailCode: wrong, password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' })
    expect(failures(await rows('audit_events'))).toEqual([{ action: 'code.rejected', user: ann.id, method: null, details: { purpose: 'reset-password', reason: 'wrong' } }])
  })

  test('a sign-in that a provider, or we, did not let happen', async () => {
    const { browser, register, begin, finish, visit, rows, clock } = await federated()
    const who = browser()
    await finish(who, 'github', { state: await begin(who), error: 'access_denied' })
    await visit(browser(), 'github', mei)
    await browser().post('/sessions/handoff', { key: 'replayed' })
    const [ann, bob] = [await register('ann-lee'), await register('bob-lee')]
    await visit(ann.browser, 'github', mei, { intent: 'bind' })
    await visit(bob.browser, 'github', mei, { intent: 'bind' })
    await visit(bob.browser, 'company', { ...mei, authenticatedAt: clock.now() }, { intent: 'reauthenticate' })
    const all = await rows('audit_events')
    expect(all.filter(({ action }) => action === 'provider.unbound')).toMatchObject([{ result: 'success', method: 'github', user_id: null }])
    expect(failures(all)).toEqual([
      { action: 'provider.refused', user: null, method: 'github', details: { reason: 'authorization_denied' } },
      { action: 'handoff.rejected', user: null, method: null, details: {} },
      { action: 'identity.bound', user: bob.id, method: 'github', details: { reason: 'identity_already_bound' } },
      { action: 'session.reauthenticated', user: bob.id, method: 'company', details: { reason: 'other-account' } },
    ])
  })

  test('but a flood of it fills no disk', async () => {
    const { browser, rows } = await withConsole()
    for (let index = 0; index < 60; index++) await browser().post('/sessions/handoff', { key: `replayed ${index}` })
    expect(failures(await rows('audit_events'))).toHaveLength(20)
  })
})

test('signing in says how, in a column of its own', async () => {
  const { browser, register, visit, rows } = await federated()
  const ann = await register('ann-lee')
  await visit(ann.browser, 'github', mei, { intent: 'bind' })
  await visit(browser(), 'github', mei)
  await browser().post('/users/authorizations', { username: 'ann-lee', password })
  expect((await rows('audit_events')).filter(({ action }) => action === 'session.started').map(({ method }) => method).sort()).toEqual(['github', 'password', 'password'])
})

test('an instant that not every database knows is refused by all', async () => {
  const { console } = await withConsole()
  for (const name of ['from', 'until']) {
    for (const [instant, status] of [['0000-12-31T23:59:59.999Z', 400], ['0001-01-01T00:00:00.000Z', 200], ['9999-12-31T23:59:59.999Z', 200]] as const) {
      expect([name, instant, (await console.get(`/admin/audit-events?${name}=${instant}`)).status]).toEqual([name, instant, status])
    }
  }
})
