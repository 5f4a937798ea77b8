import { locales } from '@gatehouse/contracts'
import { expect, test } from 'vitest'
import { accountDeleted } from './account-deleted.ts'
import { addressInUse } from './address-in-use.ts'
import { alreadyRegistered } from './already-registered.ts'
import { changeEmailCode } from './change-email-code.ts'
import { emailChanged } from './email-changed.ts'
import { operatorResetCode } from './operator-reset-code.ts'
import { passwordChanged } from './password-changed.ts'
import { passwordReset } from './password-reset.ts'
import { reauthenticationCode } from './reauthentication-code.ts'
import { registrationCode } from './registration-code.ts'
import { render } from './render.ts'
import { resetCode } from './reset-code.ts'
import { sessionReused } from './session-reused.ts'
import { usernameChanged } from './username-changed.ts'
import { welcome } from './welcome.ts'

const username = '<img src=x onerror=alert(1)>&"\'{{7*7}}${x}'
const urls = { signInUrl: 'https://x.example/sign-in', resetUrl: 'https://x.example/forgot-password', accountUrl: 'https://x.example/account', securityUrl: 'https://x.example/account/security' }
const linked = [{ provider: 'GitHub', name: '<img src=x onerror=alert(1)>', since: '2026-01-02T03:04:05.678Z' }]
const withCode = { username, code: '012345', minutes: 10 }
const messages = {
  accountDeleted: accountDeleted({ username, takesAnswers: true }), addressInUse: addressInUse({ username }), alreadyRegistered: alreadyRegistered({ username, ...urls }),
  changeEmailCode: changeEmailCode(withCode),
  emailChanged: emailChanged({ username, newEmail: 'n***@example.com', takesAnswers: true }), passwordChanged: passwordChanged({ username, ...urls, othersEnded: true, linked }),
  passwordChangedAlone: passwordChanged({ username, ...urls, othersEnded: false, linked: [] }),
  operatorResetCode: operatorResetCode({ ...withCode, url: 'https://x.example/forgot-password#request=1' }), passwordReset: passwordReset({ username, ...urls, linked, dropped: linked }),
  reauthenticationCode: reauthenticationCode(withCode), registrationCode: registrationCode(withCode), resetCode: resetCode(withCode),
  sessionReused: sessionReused({ username, ...urls }),
  usernameChanged: usernameChanged({ username, ...urls }), welcome: welcome({ username, ...urls, takesAnswers: true }),
}
const cases = Object.entries(messages).flatMap(([name, message]) => locales.map(locale => [name, locale, message] as const))

test.each(cases)('%s in %s shows what people typed as text', (_name, locale, message) => {
  const { html, text, subject } = render(message[locale], locale)
  expect(html).toContain(`<html lang="${locale}">`)
  expect(html).not.toContain('<img')
  expect(html.replaceAll('&#39;', '')).not.toMatch(/onerror=alert\(1\)>/)
  expect(text.trim().length).toBeGreaterThan(20)
  expect(subject).not.toMatch(/[\r\n<]/)
  expect(html.match(/https?:\/\/[^\s"'<]+/g)?.every(url => url.startsWith('https://x.example/')) ?? true).toBe(true)
  expect(/[\u4e00-\u9fff]/.test(subject)).toBe(locale === 'zh-CN')
})

test('codes keep their leading zeros, in text and in HTML', () => {
  for (const message of [registrationCode(withCode), resetCode(withCode), changeEmailCode(withCode), reauthenticationCode(withCode)]) {
    for (const locale of locales) {
      const { html, text } = render(message[locale], locale)
      expect(text).toMatch(/^ {4}012345$/m)
      expect(html).toContain('>012345<')
      expect(text.match(/\b\d{6}\b/g)).toEqual(['012345'])
    }
  }
})

const askingForAnswers = /reply|回复/i
test('only where somebody reads answers does a mail ask for one', () => {
  for (const takesAnswers of [true, false]) {
    for (const message of [accountDeleted({ username, takesAnswers }), emailChanged({ username, newEmail: 'n***@example.com', takesAnswers }), welcome({ username, ...urls, takesAnswers })]) {
      for (const locale of locales) expect([locale, askingForAnswers.test(render(message[locale], locale).text)]).toEqual([locale, takesAnswers])
    }
  }
})

test('mails use plain words: what was replaced does not return', () => {
  for (const [name, locale, message] of cases) {
    expect([name, locale, render(message[locale], locale).text]).toEqual([name, locale, expect.not.stringMatching(/去登录|马上|不用理会|直接登录就|删除账号|账号已删除|at once|to nobody|Just sign in|moving to/)])
  }
})
