import { expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'

const fresh = { password: 'quiet marble harbour', passwordConfirmation: 'quiet marble harbour' }

test('a code mailed to an address opens nothing once its account has moved away and somebody else has the address', async () => {
  const { register, browser, requestCode, store, clock } = await harness()
  const [ann, bob] = [await register('ann-lee'), await register('bob-ray')]
  clock.advance(61)
  // Mailed while the address was Ann's: to set a password, and to prove anew in her session.
  const [reset, proof] = [await requestCode(browser(), ann.email, 'reset-password'), await requestCode(ann.browser, ann.email, 'reauthenticate')]

  const away = await requestCode(ann.browser, 'ann@elsewhere.example', 'change-email')
  expect((await ann.browser.put('/users/me/email', { email: 'ann@elsewhere.example', ...away })).status).toBe(200)
  const there = await requestCode(bob.browser, ann.email, 'change-email')
  expect((await bob.browser.put('/users/me/email', { email: ann.email, ...there })).status).toBe(200)

  const before = [await store.users.findById(ann.id), await store.users.findById(bob.id)].map(user => user?.passwordHash)
  expect((await browser().post('/users/password-resets', { email: ann.email, ...reset, ...fresh })).body.code).toBe('code_invalid')
  expect((await ann.browser.post('/sessions/current/reauthentication', proof)).body.code).toBeOneOf(['code_invalid', 'proof_too_new'])
  expect((await bob.browser.post('/sessions/current/reauthentication', proof)).body.code).toBeOneOf(['code_invalid', 'proof_too_new'])
  expect([await store.users.findById(ann.id), await store.users.findById(bob.id)].map(user => user?.passwordHash)).toEqual(before)
  expect((await browser().post('/users/authorizations', { username: ann.email, password })).body.user.id).toBe(bob.id)
})

test('the new address counts as proved, whatever the old one was', async () => {
  const { register, requestCode, store, clock } = await harness()
  const ann = await register('ann-lee')
  await store.users.update(ann.id, { emailProvenAt: null })
  clock.advance(61)
  const code = await requestCode(ann.browser, 'ann@elsewhere.example', 'change-email')
  await ann.browser.put('/users/me/email', { email: 'ann@elsewhere.example', ...code })
  expect((await store.users.findById(ann.id))?.emailProvenAt).toEqual(clock.now())
})
