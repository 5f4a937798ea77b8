import { test } from '@playwright/test'
import { places } from './deployments.ts'
import { runOnce } from './second-deployment.ts'
import type { Person } from './test.ts'

/**
 * Makes a superuser of a deployment, as its operator does: on the command line, in the language of the story. Their first sign-in, at which the
 * terms are accepted, is done; by its port, for only browsers know names below localhost everywhere.
 */
export async function createSuperuser({ username, email, password }: Person, { data, apiPort, webUrl } = places.names) {
  await runOnce('apps/api/bin/gatehouse.mjs', ['create-superuser', '--username', username, '--email', email], {
    DATABASE_URL: `file:${data}/gatehouse.db`, BCRYPT_COST: '8', SUPERUSER_PASSWORD: password, LANG: test.info().project.use.locale ?? 'en',
  })
  const send = async (method: string, path: string, body: object, token?: string) => {
    const answer = await fetch(`http://localhost:${apiPort}${path}`, {
      method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'origin': webUrl, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const found: { accessToken: string, user: { pendingDocuments: { document: string, version: string }[] } } = await answer.json()
    return found
  }
  const { accessToken, user } = await send('POST', '/users/authorizations', { username, password })
  await send('PUT', '/users/me/terms', Object.fromEntries(user.pendingDocuments.map(({ document, version }) => [document, version])), accessToken)
}
