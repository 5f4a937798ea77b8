import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { apiOf } from '../support/api.ts'
import { places } from '../support/deployments.ts'
import { codeMailedTo, mailsTo } from '../support/inbox.ts'
import { startProgram } from '../support/program.ts'
import { steps } from '../support/steps.ts'
import { createSuperuser } from '../support/superuser.ts'
import { expect, newPerson, test } from '../support/test.ts'
import type { wordsIn } from '../support/words.ts'

const { apiUrl, webUrl } = places.ports

/** What operators do in the console, in a language. */
function consoleSteps(page: Page, t: ReturnType<typeof wordsIn>) {
  const link = (name: string) => page.getByRole('link', { name, exact: true })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const dialog = page.getByRole('dialog')

  return {
    link,
    button,
    dialog,
    inDialog: (key: string) => dialog.getByLabel(t(key), { exact: true }),
    confirm: (key: string) => dialog.getByRole('button', { name: t(key), exact: true }).click(),

    /** Becomes somebody whom the command line made, and goes to the console. */
    async begin() {
      const admin = newPerson()
      await createSuperuser(admin, places.ports)
      await steps(page, t).signIn(admin.username, admin.password)
      await link(t('account.console')).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('overview.title'))
      return admin
    },

    async go(title: string) {
      await page.getByRole('navigation', { name: t('console.navigation') }).getByRole('link', { name: t(title), exact: true }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(t(title))
    },

    async search(label: string, text: string) {
      await page.getByLabel(t(label), { exact: true }).fill(text)
      await expect(page).toHaveURL(({ searchParams }) => searchParams.get('search') === text)
    },
  }
}

test('an operator finds somebody, gives them rights, keeps them out, and lets them in again', async ({ page, browser, t, person, locale, colorScheme, complaints, expectAccessible }) => {
  const operator = consoleSteps(page, t)
  const { link, button, dialog, inDialog, confirm, go } = operator
  const admin = await operator.begin()
  await expect(page.getByText(t('overview.signUps')).first()).toBeVisible()
  await expectAccessible(page)

  // Somebody whose browser says of itself what a spreadsheet would run.
  const elsewhere = await browser.newContext({ ...(locale && { locale }), ...(colorScheme && { colorScheme }), userAgent: '=HYPERLINK("https://evil.example/","a,b")' })
  complaints.watch(elsewhere)
  const there = await elsewhere.newPage()
  const program = await startProgram()
  try {
    const theirs = steps(there, t)
    await theirs.register(person)
    const api = await apiOf(admin, places.ports)
    const { clientId = '', clientSecret = '' } = await api('POST', '/o/applications', {
      name: `The shop of ${person.username}`, clientType: 'confidential', grantTypes: ['authorization_code'], redirectUris: [program.callback],
    })
    await program.connect({ issuer: apiUrl, clientId, clientSecret })
    await there.goto(`${program.address}/login`)
    await theirs.button('consent.allow').click()
    await expect(there.locator('pre')).toContainText(person.username)
    expect(await program.asksAgain()).toEqual({ active: true, status: 200 })
    await there.goto(`${webUrl}/account`)

    const code = `${person.username}.orders.read`
    const group = `Warehouse ${person.username}`
    await go('groups.title')
    await button(t('permissions.create')).click()
    await inDialog('permissions.code').fill(code)
    await expectAccessible(page)
    await confirm('permissions.create')
    await expect(page.getByText(t('permissions.created', { code }))).toBeVisible()
    await button(t('groups.create')).click()
    await inDialog('groups.name').fill(group)
    await dialog.getByRole('checkbox', { name: code }).check()
    await expectAccessible(page)
    await confirm('groups.create')
    await expect(page.getByText(t('groups.created', { name: group }))).toBeVisible()
    await expectAccessible(page)

    await go('users.title')
    await operator.search('users.search', person.email.slice(0, 12))
    await expect(link(person.username)).toBeVisible()
    await expectAccessible(page)
    await link(person.username).click()
    await button(t('userPage.changeGroups')).click()
    await dialog.getByRole('checkbox', { name: group }).check()
    await expectAccessible(page)
    await confirm('account.save')
    await expect(page.getByText(t('userPage.groupsSaved', { name: person.username }))).toBeVisible()
    await expect(page.getByText(code)).toBeVisible()
    await expectAccessible(page)

    await button(t('userPage.disable')).click()
    await expectAccessible(page)
    await confirm('userPage.disable')
    await expect(page.getByText(t('userPage.disabledDone', { name: person.username }))).toBeVisible()
    expect(await program.asksAgain()).toEqual({ active: false, status: 401 })
    await there.getByRole('link', { name: t('account.sessions'), exact: true }).click()
    await expect(there).toHaveURL(/\/sign-in/)
    await theirs.signIn(person.username, person.password)
    await expect(there.getByText(t('problems.credentials_invalid'))).toBeVisible()

    await button(t('userPage.enable')).click()
    await expect(page.getByText(t('userPage.enabled', { name: person.username }))).toBeVisible()
    await theirs.signIn(person.username, person.password)
    await expect(there).toHaveURL(/\/account$/)
    expect(await program.asksAgain()).toEqual({ active: false, status: 401 })

    // All of it is in the log, with who did it.
    await link(t('userPage.toAudit')).click()
    const log = page.getByRole('table', { name: t('audit.title') })
    for (const action of ['accountGroupsChanged', 'accountDisabled', 'accountEnabled']) {
      const row = log.getByRole('row').filter({ hasText: t(`actions.${action}`) })
      await expect(row.getByRole('link', { name: admin.username })).toBeVisible()
    }
    await expect(log.getByText(t('actions.accountRegistered'))).toBeVisible()
    await expectAccessible(page)
    const [file] = await Promise.all([page.waitForEvent('download'), button(t('audit.export')).click()])
    const csv = await readFile(await file.path(), 'utf8')
    expect(csv.replace('\uFEFF', '').split('\r\n')[0]).toBe('at,action,result,user id,user,actor id,actor,client id,method,session id,ip,user agent,request id,details')
    expect(csv).toContain('user.disabled')
    expect(csv).toContain('"\'=HYPERLINK(')
    expect(csv).not.toMatch(/(^|[,\n])"?[=+\-@\t]/)

    await go('groups.title')
    await link(t('groups.membersOf', { name: group, count: 1 })).click()
    await expect(link(person.username)).toBeVisible()
    await expectAccessible(page)
  } finally {
    await elsewhere.close()
    await program.close()
  }
})

test('an operator starts a password reset, and only the owner of the mailbox finishes it', async ({ page, browser, t, person, locale, complaints, expectAccessible }) => {
  const operator = consoleSteps(page, t)
  const elsewhere = await browser.newContext({ ...(locale && { locale }) })
  complaints.watch(elsewhere)
  const there = await elsewhere.newPage()
  const theirs = steps(there, t)
  await theirs.register(person)
  await theirs.signOut()

  await operator.begin()
  await operator.go('users.title')
  await operator.search('users.search', person.username)
  await operator.link(person.username).click()
  await operator.button(t('userPage.reset')).click()
  await expect(page.getByText(t('userPage.resetSent', { address: `${person.email.charAt(0)}***@example.com` }))).toBeInViewport()

  const code = await codeMailedTo(person.email, 2)
  expect(await page.content()).not.toContain(code)
  const link = (await mailsTo(person.email)).flatMap(({ text }) => /http\S+\/forgot-password#\S+/.exec(text)?.[0] ?? [])[0] ?? ''
  await there.goto(link)
  await theirs.field('fields.emailCode').fill(code)
  await expectAccessible(there)
  await expect(there).toHaveURL(`${webUrl}/forgot-password`)
  await theirs.field('fields.newPassword').fill('quiet marble harbour')
  await theirs.button('forgot.submit').click()
  await expect(there.getByRole('heading', { level: 1 })).toHaveText(t('forgot.doneTitle'))
  await there.getByRole('link', { name: t('forgot.goOn') }).click()
  await expect(there).toHaveURL(/\/account$/)

  await operator.go('jobs.title')
  await expect(page.getByRole('table').getByText(t('jobs.kindCode')).first()).toBeVisible()
  await expectAccessible(page)
  await elsewhere.close()
})

test('who does not run the place is led to no console, and finds none', async ({ page, t, person, expectAccessible }) => {
  await steps(page, t).register(person)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: t('account.console'), exact: true })).toHaveCount(0)
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  for (const path of ['/admin', '/admin/users', '/admin/audit']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('console.refusedTitle'))
  }
  await expectAccessible(page)
  expect(asked.filter(url => url.startsWith(`${apiUrl}/admin`))).toEqual([])
})

test('a disabled application signs nobody in, until it is enabled', async ({ page, t, expectAccessible }) => {
  const operator = consoleSteps(page, t)
  const program = await startProgram()
  try {
    const admin = await operator.begin()
    const name = `The wiki of ${admin.username}`
    const api = await apiOf(admin, places.ports)
    const { clientId = '', clientSecret = '' } = await api('POST', '/o/applications', {
      name, clientType: 'confidential', grantTypes: ['authorization_code'], redirectUris: [program.callback],
    })
    await program.connect({ issuer: apiUrl, clientId, clientSecret })

    await operator.go('allApplications.title')
    await operator.search('allApplications.search', name)
    await operator.button(t('allApplications.disableThis', { name })).click()
    await expectAccessible(page)
    await operator.confirm('allApplications.disable')
    await expect(page.getByText(t('allApplications.disabledDone', { name }))).toBeVisible()
    await expectAccessible(page)

    await page.goto(`${program.address}/login`)
    await expect(page).toHaveURL(url => url.pathname === '/oauth/error')
    await expect(page.getByText(t('authorizationError.invalid_client'))).toBeVisible()

    await page.goto(`${webUrl}/admin/applications?search=${clientId}`)
    await operator.button(t('allApplications.enableThis', { name })).click()
    await expect(page.getByText(t('allApplications.enabledDone', { name }))).toBeVisible()
    await page.goto(`${program.address}/login`)
    await operator.button(t('consent.allow')).click()
    await expect(page.locator('pre')).toContainText(admin.username)
  } finally {
    await program.close()
  }
})
