import { fileURLToPath } from 'node:url'
import { createEstimator } from '@gatehouse/password-strength'
import { judgePlainly } from '@gatehouse/password-strength/plain-rules'
import { dictionary } from '@zxcvbn-ts/language-en'
import { expect, onTestFinished, test, vi } from 'vitest'
import { hostilePasswords } from '../../test/hostile-passwords.ts'
import { createJudge, type JudgeSettings } from './judge.ts'

const someone = { network: '192.0.2.1' }

function judge(settings: Partial<JudgeSettings> = {}, warn?: () => void) {
  const made = createJudge({ waitSeconds: 60, ...settings }, warn && { info: warn, warn, error: warn })
  onTestFinished(() => made.close())
  return made.judge
}

test('a weak password is refused with the reason, by patterns, lists and what is known about the person', async () => {
  const ask = judge()
  expect(await ask('password1234567', [], someone)).toBe('password_common')
  expect(await ask('abcdefghijklmnop', [], someone)).toBe('password_sequence')
  expect(await ask('p4ssw0rd!', [], someone)).toBe('password_common')
  expect(await ask('annamarialee1990', ['annamaria.lee@example.com'], someone)).toBe('password_personal')
  expect(await ask('copper lantern orbit', ['ann@example.com'], someone)).toBeNull()
})

test('a long passphrase is accepted, a long pattern is not', async () => {
  const ask = judge()
  expect(await ask('seven quiet marble harbours hold the winter light of an old copper lantern, and nobody has ever asked them why they do it', [], someone)).toBeNull()
  expect(await ask('门楼上的铜灯照着安静的港口七个冬天没有人问过为什么', [], someone)).toBeNull()
  expect(await ask('abcd1234'.repeat(16), [], someone)).not.toBeNull()
})

test('no text makes the estimator do more than so much work, of whatever length', () => {
  const estimate = createEstimator(dictionary)
  const longAddress = `${'a.'.repeat(120)}@example.com`
  // What it does, counted: it takes text to pieces, and looks each of them up.
  const pieces = vi.spyOn(String.prototype, 'slice')
  onTestFinished(() => pieces.mockRestore())
  for (const length of [64, 128, 1024]) {
    for (const hostile of hostilePasswords(length)) {
      pieces.mockClear()
      estimate(hostile, [longAddress])
      expect(pieces.mock.calls.length).toBeGreaterThan(1000)
      // A passphrase takes some 3 500. At the estimator's own bounds, the worst of these took 390 000.
      expect(pieces.mock.calls.length).toBeLessThan(30_000)
    }
  }
})

test('a password that takes too long is decided by the plain rules, and the next one is judged again', async () => {
  let warnings = 0
  // Its thread never ends with a password that begins with "endless", and finds every other one guessable.
  const program = fileURLToPath(new URL('../../test/endless-judge.mjs', import.meta.url))
  const ask = judge({ limit: 300, program }, () => { warnings++ })
  expect(await ask('endless copper lantern', [], someone)).toBeNull()
  expect(await ask('endlesslee1990', ['endless.lee@example.com'], someone)).toBe('password_personal')
  expect(warnings).toBe(2)
  expect(await ask('copper lantern orbit', [], someone)).toBe('password_guessable')
  expect(warnings).toBe(2)
})

test('when the thread cannot start, the plain rules decide, again and again', async () => {
  const ask = judge({ program: '/no/such/judge.mjs' })
  expect(await ask('copper lantern orbit', [], someone)).toBeNull()
  expect(await ask('endlesslee1990', ['endless.lee@example.com'], someone)).toBe('password_personal')
  expect(await ask('woaini1314', [], someone)).toBe('password_common')
})

test.each([
  ['woaini1314', 'password_common'], ['WoAiNi1314', 'password_common'], ['aaaaaaaaaaaa', 'password_sequence'], ['ababababab', 'password_sequence'],
  ['ann-lee-1990', 'password_personal'], ['copper lantern orbit', null],
])('the plain rules say of %j: %j', (password, problem) => {
  expect(judgePlainly(password, ['ann.lee@example.com'])).toBe(problem)
})
