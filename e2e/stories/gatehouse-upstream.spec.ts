import type { Page } from '@playwright/test'
import { apiOf } from '../support/api.ts'
import { places } from '../support/deployments.ts'
import { chooseNames, startDeployment } from '../support/second-deployment.ts'
import { createSuperuser } from '../support/superuser.ts'
import { steps } from '../support/steps.ts'
import { expect, newPerson, test, type Person } from '../support/test.ts'

const upstream = places.names

/** Somebody of the upstream, in a group that may read orders; and the group. */
async function employee(page: Page, api: Awaited<ReturnType<typeof apiOf>>, register: (person: Person) => Promise<void>) {
  const person = newPerson()
  await page.goto(`${upstream.webUrl}/register`)
  await register(person)
  const code = `${person.username}.orders.read`
  await api('POST', '/admin/permissions', { code })
  const group = await api('POST', '/admin/groups', { name: `Warehouse ${person.username}`, permissions: [code] })
  const { users }: { users: { id: string }[] } = JSON.parse(JSON.stringify(await api('GET', `/admin/users?search=${person.username}`)))
  await api('PATCH', `/admin/users/${users[0]?.id ?? ''}`, { groups: [group['id']] })
  return { person, group: group['name'], code }
}

for (const way of ['OpenID Connect', 'plain OAuth2'] as const) {
  test(`one Gatehouse signs people in through another by ${way}: an account is made, with its groups`, async ({ browser, t, complaints, locale, colorScheme }) => {
    complaints.allow(/Failed to load resource|ERR_/)
    const admin = newPerson()
    await createSuperuser(admin)
    const api = await apiOf(admin)
    const where = await chooseNames(way === 'plain OAuth2' ? 'plain' : 'second')
    const application = await api('POST', '/o/applications', {
      name: 'The second one', clientType: 'confidential', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: [`${where.webUrl}/oauth/callback/company`],
      // The way of django-oauth-toolkit knows no PKCE.
      requirePkce: way === 'OpenID Connect',
    })
    const common = {
      id: 'company', label: 'The company', clientId: application['clientId'], clientSecret: application['clientSecret'], provisioning: 'create', roles: 'trust',
    }
    const second = await startDeployment(where, [way === 'OpenID Connect'
      ? { kind: 'oidc', ...common, issuer: upstream.apiUrl, scopes: ['openid', 'profile', 'email', 'permissions'] }
      : {
          kind: 'oauth2', ...common, authorizeUrl: `${upstream.apiUrl}/o/authorize/`, tokenUrl: `${upstream.apiUrl}/o/token/`, scopes: ['profile', 'email', 'permissions'],
          userUrl: `${upstream.apiUrl}/public-api/current_user/base_info`, permissionsUrl: `${upstream.apiUrl}/public-api/current_user/all_permissions`, credentialsIn: 'body',
          fields: { subject: 'name', displayName: 'name_cn', email: 'email', username: 'name' },
        }])
    const context = await browser.newContext({ baseURL: upstream.webUrl, ...(locale && { locale }), ...(colorScheme && { colorScheme }) })
    complaints.watch(context)
    try {
      const person = await context.newPage()
      const there = steps(person, t)
      const { person: { username }, group, code } = await employee(person, api, there.register)

      await person.goto(`${where.webUrl}/sign-in`)
      await person.getByRole('button', { name: 'The company' }).click()
      await expect(person).toHaveURL(url => url.origin === upstream.webUrl && url.pathname.startsWith('/interaction/'))
      await expect(person.getByText('The second one').first()).toBeVisible()
      await there.button('consent.allow').click()
      await there.button('documents.accept').click()
      await expect(person).toHaveURL(`${where.webUrl}/account`)
      await expect(there.field('fields.username')).toHaveValue(username)

      // What the upstream says they may do, they may do here.
      const mine = await person.evaluate(async (api) => {
        const refreshed = await fetch(`${api}/sessions/refresh`, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{}' })
        const { accessToken }: { accessToken: string } = await refreshed.json()
        return (await fetch(`${api}/users/me/permissions`, { headers: { authorization: `Bearer ${accessToken}` } })).text()
      }, where.apiUrl)
      expect(JSON.parse(mine)).toEqual({ groups: [group], permissions: [code] })

      // Signing out here leaves the upstream alone: coming back asks nothing.
      await there.signOut()
      await person.getByRole('button', { name: 'The company' }).click()
      await expect(person).toHaveURL(`${where.webUrl}/account`)
      await there.signOut()

      // Signing out there does not: now it asks who it is.
      await person.goto(`${upstream.webUrl}/account`)
      await there.signOut()
      await person.goto(`${where.webUrl}/sign-in`)
      await person.getByRole('button', { name: 'The company' }).click()
      await expect(person).toHaveURL(url => url.origin === upstream.webUrl && url.pathname === '/sign-in')
    } finally {
      await context.close()
      await second.close()
    }
  })
}
