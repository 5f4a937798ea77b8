import { expect } from '@playwright/test'
import { places, type Deployment } from './deployments.ts'
import type { Person } from './test.ts'

/** Calls a deployment as somebody; by its port, for only browsers know names below localhost everywhere. */
export async function apiOf({ username, password }: Person, { apiPort, webUrl }: Pick<Deployment, 'webUrl'> & { apiPort: number } = places.names) {
  const call = async (method: string, path: string, data?: object, token = '') => {
    const answer = await fetch(`http://localhost:${apiPort}${path}`, {
      method, headers: { 'origin': webUrl, 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, ...(data && { body: JSON.stringify(data) }),
    })
    const text = await answer.text()
    expect([path, answer.ok, answer.ok ? '' : text]).toEqual([path, true, ''])
    const body: Record<string, string> = JSON.parse(text || '{}')
    return body
  }
  const { accessToken } = await call('POST', '/users/authorizations', { username, password })
  return (method: string, path: string, data?: object) => call(method, path, data, accessToken)
}
