import { readFile } from 'node:fs/promises'
import { codeMailedTo, mailsTo } from '../support/inbox.ts'
import { steps } from '../support/steps.ts'
import { expect, newPerson, test } from '../support/test.ts'
import { patternOf } from '../support/words.ts'

test('a person changes name, language and password, and the other device has to sign in again', async ({ page, browser, t, person, locale, complaints }) => {
  const { register, field, button } = steps(page, t)
  await register(person)
  await field('profile.displayName').fill('李安 🌿')
  await button('account.save').click()
  await expect(page.getByText(t('account.saved'))).toBeVisible()
  await page.reload()
  await expect(field('profile.displayName')).toHaveValue('李安 🌿')

  const phone = await browser.newContext({ locale: locale ?? 'en' })
  complaints.watch(phone)
  const there = await phone.newPage()
  await steps(there, t).signIn(person.email, person.password)
  await expect(there).toHaveURL(/\/account$/)

  await page.goto('/account/security')
  await button('security.changePassword').click()
  await field('security.currentPassword').fill('wrong password')
  await field('fields.newPassword').fill('quiet marble harbour')
  await field('fields.passwordConfirmation').fill('quiet marble harbour')
  await button('security.changePassword').click()
  await expect(page.getByText(t('security.passwordWrong'))).toBeVisible()
  await field('security.currentPassword').fill(person.password)
  await button('security.changePassword').click()
  await expect(page.getByText(t('security.passwordChanged'))).toBeVisible()

  await there.goto('/account')
  await expect(there).toHaveURL(/\/sign-in/)
  await phone.close()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('security.title'))
})

test('a person moves to another address, and the old one is told', async ({ page, t, person }) => {
  const { register, field, button } = steps(page, t)
  await register(person)
  const { email } = newPerson()
  await page.goto('/account/security')
  await button('security.changeEmail').click()
  await field('security.newEmail').fill(email)
  await button('code.send').click()
  await field('fields.emailCode').fill(await codeMailedTo(email))
  await button('security.changeEmail').click()
  await expect(page.getByText(t('security.emailChanged'))).toBeVisible()
  await expect(page.getByText(email).first()).toBeVisible()
  await expect.poll(async () => (await mailsTo(person.email)).some(mail => /e-mail was changed|更换/.test(mail.subject))).toBe(true)
})

test('a person sees where they are signed in, and ends a device and all others', async ({ page, browser, t, person, locale, complaints }) => {
  const { register, button } = steps(page, t)
  await register(person)
  const devices = []
  for (let count = 0; count < 3; count++) {
    const context = await browser.newContext({ locale: locale ?? 'en' })
    complaints.watch(context)
    const device = await context.newPage()
    await steps(device, t).signIn(person.username, person.password)
    await expect(device).toHaveURL(/\/account$/)
    devices.push(device)
  }
  await page.goto('/account/sessions')
  const endButtons = page.getByRole('listitem').getByRole('button', { name: patternOf(t('sessions.endThis', { device: '…' })) })
  await expect(endButtons).toHaveCount(3)
  await endButtons.first().click()
  await expect(endButtons).toHaveCount(2)
  await button('sessions.endOthers').first().click()
  await page.getByRole('dialog').getByRole('button', { name: t('sessions.endOthers') }).click()
  await expect(page.getByText(t('sessions.onlyThis'))).toBeVisible()
  for (const device of devices) {
    await device.goto('/account')
    await expect(device).toHaveURL(/\/sign-in/)
    await device.context().close()
  }
})

test('a person takes their data along and deletes the account; what cannot be undone asks again', async ({ page, t, person }) => {
  const { register, field, button } = steps(page, t)
  await register(person)
  await page.goto('/account/data')
  const [download] = await Promise.all([page.waitForEvent('download'), button('data.download').click()])
  const data = await readFile(await download.path(), 'utf8')
  expect(data).toContain(person.email)
  expect(data).not.toContain('gatehouse-password-v1')

  await button('data.deleteButton').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(t('data.losesProfile'))).toBeVisible()
  await dialog.getByRole('textbox').fill('somebody else')
  await dialog.getByRole('button', { name: t('data.deleteConfirm') }).click()
  await expect(dialog.getByText(t('data.typeUsernameWrong', { username: person.username }))).toBeVisible()
  await dialog.getByRole('textbox').fill(person.username)
  await dialog.getByRole('button', { name: t('data.deleteConfirm') }).click()
  await expect(page.getByText(t('signIn.deleted'))).toBeVisible()

  await field('fields.identifier').fill(person.username)
  await field('fields.password').fill(person.password)
  await button('signIn.submit').click()
  await expect(page.getByText(t('problems.credentials_invalid'))).toBeVisible()
})
