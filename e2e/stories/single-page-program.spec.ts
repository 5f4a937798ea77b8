import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { UserManager, UserManagerSettings } from 'oidc-client-ts'
import { apiOf } from '../support/api.ts'
import { places } from '../support/deployments.ts'
import { steps } from '../support/steps.ts'
import { expect, test } from '../support/test.ts'

declare global {
  interface Window { oidc: { UserManager: new (settings: UserManagerSettings) => UserManager } }
}

const library = readFileSync(fileURLToPath(import.meta.resolve('oidc-client-ts')).replace(/dist\/.*$/, 'dist/browser/oidc-client-ts.min.js'))

/** A single-page application on another site than ours: other host, nothing but files. */
async function startSite() {
  const server = createServer((request, response) => {
    if (request.url === '/library.js') return response.setHeader('Content-Type', 'text/javascript').end(library)
    return response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Shop</title><h1>Shop</h1><script src="/library.js"></script>')
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address: AddressInfo | string | null = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`, stop: () => server.close() }
}

test('a single-page application of another site signs somebody in with oidc-client-ts, renews and signs out', async ({ page, t, person }) => {
  const { register, button } = steps(page, t)
  const site = await startSite()
  try {
    await register(person)
    const call = await apiOf(person, places.ports)
    const { clientId = '' } = await call('POST', '/o/applications', {
      name: 'Shop window', clientType: 'public', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: [site.url], postLogoutRedirectUris: [site.url],
    })
    // As docs/clients.md has it.
    const settings: UserManagerSettings = {
      authority: places.ports.apiUrl, client_id: clientId, redirect_uri: site.url, post_logout_redirect_uri: site.url,
      scope: 'openid profile email offline_access', loadUserInfo: true,
    }

    await page.goto(site.url)
    await page.evaluate(given => void new window.oidc.UserManager(given).signinRedirect(), settings)
    await button('consent.allow').click()
    await page.waitForURL(`${site.url}?**`)
    const known = await page.evaluate(async (given) => {
      const manager = new window.oidc.UserManager(given)
      const { profile, access_token: first } = await manager.signinCallback() ?? {}
      const renewed = await manager.signinSilent()
      return { profile, isRenewed: renewed !== null && renewed.access_token !== first }
    }, settings)
    expect(known).toMatchObject({ profile: { preferred_username: person.username, email: person.email }, isRenewed: true })

    await page.evaluate(given => void new window.oidc.UserManager(given).signoutRedirect(), settings)
    await expect(page).toHaveURL(new RegExp(`^${site.url}`))
    await page.goto('/account')
    await expect(page).toHaveURL(/\/sign-in/)
  } finally {
    site.stop()
  }
})
