import { codeMailedTo, mailsTo } from '../support/inbox.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'
import { patternOf } from '../support/words.ts'

test('a person registers, reloads, signs out, signs in by e-mail and resets the password', async ({ page, t, person, language }) => {
  const { register, signIn, resetPassword, signOut } = steps(page, t)
  await register(person)
  await expect(page.getByText(person.username).first()).toBeVisible()
  await expect.poll(async () => (await mailsTo(person.email)).map(mail => mail.subject).reverse()).toEqual(language === 'en' ? ['Your registration code', 'Your account is ready'] : ['注册验证码', '注册成功'])

  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('profile.title'))
  await expect(page).toHaveURL(/\/account$/)

  await signOut()
  await expect(page.getByText(t('signIn.signedOut'))).toBeVisible()
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in\?next=/)

  await signIn(person.email.toUpperCase(), person.password)
  await expect(page).toHaveURL(/\/account$/)
  await signOut()

  await resetPassword(person, 'quiet marble harbour')
  await expect(page.getByText(t('forgot.signedIn'))).toBeVisible()
  await page.getByRole('link', { name: t('forgot.goOn') }).click()
  await expect(page).toHaveURL(/\/account$/)
  await signOut()

  await signIn(person.username, person.password)
  await expect(page.getByText(t('problems.credentials_invalid'))).toBeVisible()
  await signIn(person.username, 'quiet marble harbour')
  await expect(page).toHaveURL(/\/account$/)
})

test('a reload keeps the step, the countdown to the next code and what was typed; the password it does not', async ({ page, t, person }) => {
  const { field, button } = steps(page, t)
  await page.goto('/register')
  await field('fields.email').fill(person.email)
  await button('code.send').click()
  const countdown = page.getByRole('button', { name: patternOf(t('code.sendAgainIn', { seconds: '…' })) })
  await expect(countdown).toBeDisabled()
  await page.reload()
  await expect(countdown).toBeDisabled()
  await expect(page.getByText(person.email)).toBeVisible()

  // As a mail program copies it.
  const code = await codeMailedTo(person.email)
  await field('fields.emailCode').fill(`${code.slice(0, 3)} ${code.slice(3)}`)
  await button('register.goOn').click()
  await field('fields.username').fill(person.username)
  await field('fields.password').fill(person.password)
  await page.getByRole('checkbox').check()
  await page.reload()
  await expect(field('fields.username')).toHaveValue(person.username)
  await expect(field('fields.password')).toHaveValue('')
  await expect(page.getByRole('checkbox')).toBeChecked()

  await page.goBack()
  await expect(field('fields.emailCode')).toHaveValue(code)
  await page.goForward()
  await field('fields.password').fill(person.password)
  await button('register.submit').click()
  await expect(page).toHaveURL(/\/account$/)
})

test('every refusal is explained beside its field, and the first one is where the focus goes', async ({ page, t, person }) => {
  const { field, button } = steps(page, t)
  await page.goto('/register')
  await button('code.send').click()
  await expect(field('fields.email')).toBeFocused()
  await expect(page.getByText(patternOf(t('fieldProblems.required', { field: '…' })))).toBeVisible()
  await field('fields.email').fill('nobody')
  await field('fields.email').blur()
  await expect(page.getByText(t('fieldProblems.email_invalid'))).toBeVisible()
  await field('fields.email').fill(person.email)
  await button('code.send').click()

  const code = await codeMailedTo(person.email)
  await button('register.goOn').click()
  await expect(page.getByText(t('fieldProblems.code_format'))).toBeVisible()
  await field('fields.emailCode').fill(code === '000000' ? '111111' : '000000')
  await button('register.goOn').click()

  await button('register.submit').click()
  await expect(field('fields.username')).toBeFocused()
  await expect(page.getByText(t('fieldProblems.not_accepted'))).toBeVisible()
  await field('fields.username').fill('admin')
  await field('fields.username').blur()
  await expect(page.getByText(t('fieldProblems.username_reserved'))).toBeVisible()
  await field('fields.username').fill(person.username)
  await expect(page.getByText(t('fields.usernameFree'))).toBeVisible()
  await field('fields.password').fill('password1')
  await page.getByRole('checkbox').check()
  await button('register.submit').click()

  await expect(page.getByText(t('problems.code_invalid'))).toBeVisible()
  await expect(field('fields.emailCode')).toBeFocused()
  await page.keyboard.type(code)
  await button('register.goOn').click()
  await expect(field('fields.username')).toHaveValue(person.username)
  await button('register.submit').click()
  await expect(field('fields.password')).toHaveAccessibleDescription(t('fieldProblems.password_common'))
  await expect(field('fields.password')).toBeFocused()
  await field('fields.password').fill(person.password)
  await button('register.submit').click()
  await expect(page).toHaveURL(/\/account$/)
})
