import { expect, test } from 'vitest'
import { harness, password } from '../../../test/harness.ts'

test.each(['नमस्ते', 'สวัสดี', 'น้ำใจ', 'ကျွန်ုပ်'])('%s registers, is found, and signs in however it is composed', async (username) => {
  const { register, browser } = await harness()
  await register(username, { email: 'ann@example.com' })
  for (const typed of [username, username.normalize('NFD'), username.normalize('NFC')]) {
    expect((await browser().get(`/usernames/${encodeURIComponent(typed)}/count`)).body.count).toBe(1)
    const answer = await browser().post('/users/authorizations', { username: typed, password })
    expect([answer.status, answer.body.user?.username]).toEqual([200, username.normalize('NFKC')])
  }
})

test('marks in another order, or small points, make no other name', async () => {
  const { register, requestCode, browser } = await harness()
  await register('น้ำใจ', { email: 'ann@example.com' })
  await register('محمود', { email: 'ben@example.com' })
  for (const [email, username] of [['eve@example.com', 'น\u0e4d\u0e49าใจ'], ['mal@example.com', 'محمَود']] as const) {
    const who = browser()
    const code = await requestCode(who, email, 'register')
    const answer = await who.post('/users', { username, email, ...code, password, passwordConfirmation: password, acceptTerms: true })
    expect([answer.status, answer.body.code]).toEqual([409, 'username_taken'])
  }
})

test.each([
  ['ओमकार', 'अोमकार'], ['आकाश', 'अाकाश'], ['औरत', 'अौरत'], ['ऒसम', 'अॊसम'], ['ઓમકાર', 'અોમકાર'], ['ઑફિસ', 'અૉફિસ'], ['ஆகாஷ்', 'அாகாஷ்'], ['ಔಷಧಿ', 'ಒೌಷಧಿ'], ['ആകാശ്', 'അാകാശ്'],
  ['ආකාශ', 'අාකාශ'], ['ඈතින්', 'අෑතින්'], ['ඕපපාත', 'ඔ්පපාත'], ['ඖෂධය', 'ඔෟෂධය'], ['ແສງດາວ', 'ເເສງດາວ'], ['မောင်ဪ', 'မောင်သြော်'], ['បណ្ដិត', 'បណ្តិត'],
])('%s cannot be imitated by marks that are drawn the same (%s)', async (username, imitated) => {
  const { register, browser } = await harness({ settings: { USERNAME_MIN_LENGTH: '3' } })
  const count = async (name: string) => (await browser().get(`/usernames/${encodeURIComponent(name)}/count`)).body
  await register(username, { email: 'ann@example.com' })
  const { code, count: taken } = await count(imitated)
  expect([code, taken]).toEqual(code === undefined ? [undefined, 1] : ['validation_failed', undefined])
})
