import { places } from '../support/deployments.ts'
import { codeMailedTo } from '../support/inbox.ts'
import { atSimulator, go } from '../support/providers.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

/** Whom no other story signs in as at these providers: an identity belongs to one account. */
const bound = ['QQ', 'Weibo', 'WeChat', 'GitHub', 'Google', 'Gitee', 'Feishu', 'DingTalk', 'OpenID']
test.describe.configure({ mode: 'default' })

for (const label of bound) {
  test(`${label}: a new person registers, comes back, and is signed in at once`, async ({ page, t, person, language, complaints }) => {
    complaints.allow(/Failed to load resource|img-src|ERR_/)
    const { field, button, signOut } = steps(page, t)
    // Each window of this suite has its own people at the providers.
    const who = language === 'en' ? 'lan' : 'wan'
    await page.goto('/sign-in?next=/account/security')
    await go(page, label, who)
    await expect(page).toHaveURL(/\/oauth\/binding$/)
    await page.reload()
    await field('fields.username').fill(person.username)
    await field('fields.email').fill(person.email)
    await button('code.send').click()
    await field('fields.emailCode').fill(await codeMailedTo(person.email))
    await page.getByRole('checkbox').last().check()
    await button('binding.submitNew').click()
    await expect(page).toHaveURL(/\/account\/security$/)
    await expect(page.getByRole('heading', { name: t('linked.heading'), exact: true })).toBeVisible()

    await signOut()
    await page.goto('/sign-in')
    await go(page, label, who)
    await expect(page).toHaveURL(/\/account$/)
    await expect(field('fields.username')).toHaveValue(person.username)
  })
}

test('somebody of the company has an account made, and is asked for the terms once on the way', async ({ page, t, language, complaints, expectAccessible }) => {
  complaints.allow(/Failed to load resource|img-src|ERR_/)
  const { button, signOut } = steps(page, t)
  await page.goto('/sign-in?next=/account/connected')
  await go(page, 'Enterprise', language === 'en' ? 'lan' : 'wan')
  await expect(page).toHaveURL(/\/terms\/accept\?next=\/account\/connected$/)
  await expectAccessible(page)
  // Reading opens beside the page; what people can do without accepting is there.
  const [policy] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', { name: t('documents.privacyNamed'), exact: true }).click()])
  await expect(policy.getByRole('heading', { level: 1 })).toHaveText(t('documents.privacy'))
  await expectAccessible(policy)
  await policy.close()
  await button('documents.accept').click()
  await expect(page).toHaveURL(/\/account\/connected$/)
  await signOut()
  await page.goto('/sign-in?next=/account/connected')
  await go(page, 'Enterprise', language === 'en' ? 'lan' : 'wan')
  await expect(page).toHaveURL(/\/account\/connected$/)
  await signOut()
})

for (const label of [...bound.filter(each => each !== 'QQ' && each !== 'WeChat'), 'Enterprise']) {
  test(`${label}: who cancels there is told so here, and signed in nowhere`, { tag: '@desktop' }, async ({ page, t, expectAccessible }) => {
    await page.goto('/sign-in')
    await go(page, label, 'deny')
    await expect(page.getByText(t('problems.authorization_denied'))).toBeVisible()
    await expect(page).toHaveURL(new RegExp(`^${places.ports.webUrl}/oauth/[^?#]+$`))
    await expectAccessible(page)
    await page.goto('/account')
    await expect(page).toHaveURL(/\/sign-in/)
  })
}

for (const label of ['QQ', 'WeChat']) {
  test(`${label}: who cancels there is not sent back, and can begin anew`, { tag: '@desktop' }, async ({ page, t }) => {
    await page.goto('/sign-in')
    await go(page, label, 'deny')
    await expect(page.locator('h1')).toBeVisible()
    expect(page.url()).toMatch(atSimulator)
    await page.goto('/sign-in')
    await expect(steps(page, t).button('signIn.submit')).toBeVisible()
  })
}

for (const label of bound) {
  test(`${label}: somebody with an account binds it, and comes in again`, { tag: '@phone' }, async ({ page, t, person, language, complaints }) => {
    complaints.allow(/Failed to load resource|img-src|ERR_/)
    const { register, signOut, field, button } = steps(page, t)
    const who = language === 'en' ? 'bo' : 'mallory'
    await register(person)
    await signOut()
    await page.goto('/sign-in')
    await go(page, label, who)
    await expect(page).toHaveURL(/\/oauth\/binding$/)
    await page.getByText(t('binding.existing'), { exact: true }).click()
    await field('fields.identifier').fill(person.username)
    await field('fields.password').fill(person.password)
    await button('binding.submitExisting').click()
    await expect(page).toHaveURL(/\/account$/)
    await signOut()
    await page.goto('/sign-in')
    await go(page, label, who)
    await expect(page).toHaveURL(/\/account$/)
    await expect(field('fields.username')).toHaveValue(person.username)
  })
}

test('somebody with an account binds it, is signed in through it, and unlinks it', async ({ page, t, person, language, complaints, expectAccessible }) => {
  complaints.allow(/Failed to load resource|img-src|ERR_/)
  const { register, signOut, field, button } = steps(page, t)
  const who = language === 'en' ? 'mallory' : 'max'
  await register(person)
  await signOut()
  await page.goto('/sign-in')
  await go(page, 'GitHub', who)
  await expect(page).toHaveURL(/\/oauth\/binding$/)
  await expectAccessible(page)
  await page.getByText(t('binding.existing'), { exact: true }).click()
  await field('fields.identifier').fill(person.username)
  await field('fields.password').fill(person.password)
  await button('binding.submitExisting').click()
  await expect(page).toHaveURL(/\/account$/)

  await page.goto('/account/security')
  await expectAccessible(page)
  await page.getByRole('button', { name: /GitHub/ }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: t('linked.unlink') }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await signOut()
  await page.goto('/sign-in')
  await go(page, 'GitHub', who)
  await expect(page).toHaveURL(/\/oauth\/binding$/)
})
