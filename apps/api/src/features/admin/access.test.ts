import type { Endpoint } from '@gatehouse/contracts'
import { consoleContracts } from '@gatehouse/contracts/console'
import { describe, expect, test } from 'vitest'
import { withConsole } from '../../../test/console.ts'
import { newId } from '../../lib/ids.ts'

const features: Record<string, Record<string, Pick<Endpoint, 'method' | 'path'>>> = consoleContracts
const endpoints = Object.values(features).flatMap(feature => Object.values(feature))

describe('the console', () => {
  test('is for superusers: everybody else is refused, whatever they ask', async () => {
    const { browser, register } = await withConsole()
    const ann = await register('ann-lee')
    for (const { method, path } of endpoints) {
      const url = path.replace(':id', newId()).replace(':clientId', 'x').replace(':code', 'x')
      const body = method === 'POST' || method === 'PATCH' ? {} : undefined
      expect([url, (await browser().request(method, url, body)).status]).toEqual([url, 401])
      expect([url, (await ann.browser.request(method, url, body)).body.code]).toEqual([url, 'forbidden'])
    }
  })

  test('asks for a fresh proof before it changes something', async () => {
    const { console, clock } = await withConsole({ settings: { ACCESS_TOKEN_SECONDS: '3600' } })
    clock.advance(601)
    expect((await console.get('/admin/users')).status).toBe(200)
    const changing = endpoints.filter(({ method, path }) => method !== 'GET' && path !== '/admin/jobs/:id/retry')
    for (const { method, path } of changing) {
      const url = path.replace(':id', newId()).replace(':clientId', 'x').replace(':code', 'x')
      const { body } = await console.request(method, url, method === 'DELETE' ? undefined : {})
      expect([url, body.code]).toEqual([url, 'reauthentication_required'])
    }
  })

  test('shuts at once for whoever is no superuser any more', async () => {
    const { console, root, store, clock } = await withConsole()
    await store.users.setSuperuser(root.id, false, clock.now())
    expect((await console.get('/admin/users')).body.code).toBe('forbidden')
  })

  test('takes a cursor only where it was given, and for the same filters', async () => {
    const { console, register } = await withConsole()
    for (const name of ['ann-one', 'ann-two', 'bob-one']) await register(name)
    const { nextCursor } = (await console.get('/admin/users?limit=1')).body
    const next = encodeURIComponent(nextCursor ?? '')
    expect((await console.get(`/admin/users?limit=2&cursor=${next}`)).status).toBe(200)
    const [position = '', mac = ''] = (nextCursor ?? '').split('.')
    const other = Buffer.from(JSON.stringify(newId())).toString('base64url')
    for (const url of [
      `/admin/users?search=ann&cursor=${next}`, `/admin/jobs?cursor=${next}`, `/admin/audit-events?cursor=${next}`, `/admin/users?cursor=${other}.${mac}`,
      `/admin/users?cursor=${position}`, '/admin/users?cursor=', '/admin/users?cursor=%7B%7D.%7B%7D',
    ]) {
      const { status, body } = await console.get(url)
      expect([url, status, body.errors?.[0]?.path, body.code]).toEqual([url, 400, 'cursor', 'validation_failed'])
    }
  })
})
