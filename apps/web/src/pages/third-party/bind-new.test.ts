import { afterEach, expect, test } from 'vitest'
import { code, done, inTurn, mei, open, proven, requestId, ticket } from '../../../test/binding-page.ts'
import { problem, wireUser } from '../../../test/fake-connection.ts'

afterEach(() => { document.body.innerHTML = '' })

test('an account is made without a password; what is refused stands beside its field', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings/new-account', problem('code_invalid', 400), done(201))
  const { wrapper, choose, fill, send, press, arrivesAt } = await open({ ...ticket(), ...code, ...replies })
  await choose('new')
  await fill({ username: 'linden', email: 'linden@example.com' })
  await press('Send code')
  await fill({ emailCode: '123456' })
  await wrapper.get('input[name=acceptTerms]').setValue(true)
  await send()
  expect(wrapper.get('input[name=emailCode]').attributes('aria-invalid')).toBe('true')
  expect(wrapper.text()).toContain('Wrong or expired code.')
  await fill({ emailCode: '654321' })
  await send()
  await arrivesAt('/account/data')
  expect(sent[1]?.body).toEqual({ username: 'linden', email: 'linden@example.com', displayName: '林小满', emailCode: '654321', codeRequestId: requestId, acceptTerms: true, reference: 'of-mei' })
})

test('a password is set when one is wanted: typed once', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings/new-account', done(201))
  const { wrapper, fill, accept, send } = await open({ ...ticket(proven), ...replies })
  await accept()
  await wrapper.get('input[name=withPassword]').setValue(true)
  await send()
  expect(sent).toEqual([])
  expect(wrapper.get('input[name=password]').attributes('aria-invalid')).toBe('true')
  await fill({ password: 'copper lantern orbit' })
  await send()
  expect(sent[0]?.body).toMatchObject({ password: 'copper lantern orbit', passwordConfirmation: 'copper lantern orbit' })
})

test('a field is checked as it is left, and says so beside it', async () => {
  const { wrapper, fill } = await open(ticket())
  const field = (name: string) => wrapper.get(`input[name=${name}]`)
  await field('email').trigger('focusout')
  expect(field('email').attributes('aria-invalid')).not.toBe('true')
  await fill({ email: 'lin', username: 'x' })
  for (const name of ['email', 'username']) await field(name).trigger('focusout')
  expect(['email', 'username'].map(name => field(name).attributes('aria-invalid'))).toEqual(['true', 'true'])
})

test('it opens on a new account, filled in: with a proven address, accepting the terms is all there is to do', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings/new-account', done(201))
  const { wrapper, value, accept, send, arrivesAt, note } = await open({ ...ticket(proven), ...replies })
  expect([value('username'), value('displayName'), value('email')]).toEqual(['linden', '林小满', 'Lin@example.com'])
  expect(wrapper.text()).toContain('QQ has verified this address.')
  expect(wrapper.text()).not.toContain('Send code')
  await accept()
  await send()
  await arrivesAt('/account/data')
  expect(sent.map(({ body }) => body)).toEqual([{ username: 'linden', displayName: '林小满', email: 'Lin@example.com', acceptTerms: true, reference: 'of-mei' }])
  expect(note()).toBeNull()
})

test('an address that is not proven is filled in, too, and needs a code', async () => {
  const { value, wrapper } = await open(ticket({ email: { address: 'lin@example.com', proven: false } }))
  expect(value('email')).toBe('lin@example.com')
  expect(wrapper.text()).toContain('Send code')
})

test('whoever changes the address needs a code, until it is the proven one again', async () => {
  const { sent, replies } = inTurn('POST /oauth/bindings/new-account', done(201))
  const { wrapper, fill, accept, send } = await open({ ...ticket(proven), ...code, ...replies })
  await accept()
  await fill({ email: 'other@example.com' })
  expect(wrapper.text()).toContain('Send code')
  await send()
  expect(sent).toEqual([])
  expect(wrapper.text()).toContain('Send a code first.')
  await fill({ email: 'lin@EXAMPLE.com' })
  expect(wrapper.text()).not.toContain('Send code')
  await send()
  expect(sent[0]?.body).not.toHaveProperty('emailCode')
})

test('an address that is not trusted any more gets its code', async () => {
  const errors = [{ path: 'emailCode', code: 'required', message: '' }]
  const { sent, replies } = inTurn('POST /oauth/bindings/new-account', problem('validation_failed', 400, { errors }), done(201))
  const { wrapper, fill, accept, send, press, arrivesAt } = await open({ ...ticket(proven), ...code, ...replies })
  await accept()
  await send()
  await press('Send code')
  await fill({ emailCode: '123456' })
  expect(wrapper.findAll('[aria-invalid=true]')).toEqual([])
  await send()
  await arrivesAt('/account/data')
  expect(sent[1]?.body).toMatchObject({ emailCode: '123456', codeRequestId: requestId })
})

test('an address that has an account already is said beside it, and filled in where that account is linked', async () => {
  const { replies } = inTurn('POST /oauth/bindings/new-account', problem('email_taken', 409))
  const { wrapper, value, accept, send, choose } = await open({ ...ticket(proven), ...replies })
  await accept()
  await send()
  expect(wrapper.get('input[name=email]').attributes('aria-invalid')).toBe('true')
  expect(wrapper.text()).toContain('This e-mail is already registered.')
  await choose('existing')
  expect(value('username')).toBe('Lin@example.com')
})

test('a look at the other way loses nothing that was typed', async () => {
  const { choose, fill, value, accept, wrapper } = await open(ticket())
  await fill({ username: 'linden-tree', email: wireUser.email, displayName: 'Lin' })
  await accept()
  await wrapper.get('input[name=withPassword]').setValue(true)
  await fill({ password: 'copper lantern orbit' })
  await choose('existing')
  await fill({ username: 'ann', password: 'right' })
  await choose('new')
  expect([value('username'), value('displayName'), value('email'), value('password')]).toEqual(['linden-tree', 'Lin', wireUser.email, 'copper lantern orbit'])
  expect(wrapper.get<HTMLInputElement>('input[name=acceptTerms]').element.checked).toBe(true)
  await choose('existing')
  expect([value('username'), value('password')]).toEqual(['ann', 'right'])
})

test('what is typed survives a reload, and coming anew from the provider; passwords and codes do not', async () => {
  const before = await open({ ...ticket(), ...code })
  await before.fill({ username: 'linden-tree', email: wireUser.email })
  await before.wrapper.get('input[name=withPassword]').setValue(true)
  await before.fill({ password: 'copper lantern orbit' })
  await before.choose('existing')
  await before.fill({ username: 'ann', password: 'right' })
  expect(before.note()).not.toMatch(/copper|right/)

  for (const reference of ['of-mei', 'of-mei-again']) {
    const { value, choose } = await open(ticket({ reference, profile: { ...mei.profile, username: 'linden284610' } }), { note: before.note() })
    expect([value('username'), value('password')]).toEqual(['ann', ''])
    await choose('new')
    expect([value('username'), value('email'), value('password')]).toEqual(['linden-tree', wireUser.email, ''])
  }
})

test.each([
  ['somebody else', { profile: { ...mei.profile, displayName: '岚' } }], ['another provider', { provider: { id: 'wechat', label: 'WeChat', icon: 'wechat' } }],
])('what was typed of one person is not shown to %s', async (_who, other) => {
  const before = await open(ticket())
  await before.fill({ username: 'linden-tree', email: wireUser.email })
  const { value } = await open(ticket({ ...other, reference: 'of-another' }), { note: before.note() })
  expect([value('username'), value('email')]).toEqual(['linden', ''])
})

test.each(['', '{', '{}', 'null', JSON.stringify({ reference: 'of-mei', who: '["qq","林小满",null]' })])('what this tab cannot read any more is as good as nothing: %s', async (note) => {
  const { value } = await open(ticket(), { note })
  expect(value('username')).toBe('linden')
})
