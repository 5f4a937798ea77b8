import { request } from 'node:http'
import { expect, test } from 'vitest'
import { callbackOf, clients, upstream } from '../../test/upstream.ts'

const me = '/graph.qq.com/oauth2.0/me'
const asUsual = 'callback( {"error":100007,"error_description":"param access token is wrong or lost "} );\n'

test('a fault takes as many requests as planned, of its host only', async () => {
  const { ask, plan } = await upstream()
  expect((await plan({ host: 'graph.qq.com', fault: 'http_500', times: 2 })).status).toBe(204)
  expect((await ask('/api.weixin.qq.com/sns/userinfo')).status).toBe(200)
  expect([(await ask(me)).status, (await ask(me)).status]).toEqual([500, 500])
  expect((await ask(me)).body).toBe(asUsual)
})

test('html, garbage and an error in 200 answer instead of the provider', async () => {
  const { ask, plan } = await upstream()
  await plan({ host: 'graph.qq.com', fault: 'html' })
  expect(await ask(me)).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', body: expect.stringContaining('<h1>Network sign-in required</h1>') })
  await plan({ host: 'graph.qq.com', fault: 'garbage' })
  expect((await ask(me)).body).toContain('\ufffd')
  await plan({ host: 'graph.qq.com', fault: 'error_in_200' })
  expect(await ask(me)).toMatchObject({ status: 200, body: 'callback( {"error":100016,"error_description":"access token check failed"} );\n' })
})

test('drop closes the connection without an answer', async () => {
  const { ask, plan } = await upstream()
  await plan({ host: 'graph.qq.com', fault: 'drop' })
  await expect(ask(me)).rejects.toThrow('socket hang up')
  expect((await ask(me)).status).toBe(200)
})

test('slow answers late, and then as usual', async () => {
  const { ask, plan } = await upstream()
  await plan({ host: 'graph.qq.com', fault: 'slow', seconds: 0.3 })
  const before = Date.now()
  expect((await ask(me)).body).toBe(asUsual)
  expect(Date.now() - before).toBeGreaterThanOrEqual(290)
})

test('huge goes on until whoever asked has had enough', async () => {
  const { url, plan, ask } = await upstream()
  await plan({ host: 'graph.qq.com', fault: 'huge' })
  const received = await new Promise<number>((resolve, reject) => {
    let bytes = 0
    request(new URL(me, url), (response) => {
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes < 8 * 1024 * 1024) return
        response.destroy()
        resolve(bytes)
      })
      response.on('error', () => undefined)
    }).on('error', reject).end()
  })
  expect(received).toBeGreaterThan(8_000_000)
  expect((await ask(me)).body).toBe(asUsual)
})

test('pages for people work on, unless the fault names their path', async () => {
  const { ask, plan, comeBack } = await upstream()
  const query = { client_id: clients.weibo.clientId, redirect_uri: callbackOf('weibo') }
  await plan({ host: 'api.weibo.com', fault: 'http_500' })
  expect((await comeBack('/api.weibo.com/oauth2/authorize', query, 'lan')).parameters).toHaveProperty('code')
  expect((await ask('/api.weibo.com/2/users/show.json')).status).toBe(500)
  await plan({ host: 'api.weibo.com', fault: 'http_500', path: '/oauth2/authorize' })
  expect((await ask('/api.weibo.com/2/users/show.json')).status).toBe(403)
  expect((await ask('/api.weibo.com/oauth2/authorize', { query })).status).toBe(500)
})

test('every host can be hit', async () => {
  const { ask, plan } = await upstream()
  const { body } = await plan({ host: 'nowhere.example', fault: 'html' })
  const hosts = [...body.matchAll(/\\"([^"\\]+)\\"/g)].map(([, host]) => host ?? '')
  expect(hosts).toContain('graph.qq.com')
  for (const host of hosts) {
    await plan({ host, fault: 'html' })
    expect([host, (await ask(`/${host}/anything`)).body]).toEqual([host, expect.stringContaining('Network sign-in required')])
  }
})

test('plans are listed, replaced and taken back', async () => {
  const { ask, plan } = await upstream()
  const listed = async (): Promise<unknown> => JSON.parse((await ask('/faults')).body)
  await plan({ host: 'graph.qq.com', fault: 'drop', times: 3 })
  await plan({ host: 'graph.qq.com', fault: 'html', times: 2 })
  expect(await listed()).toEqual({ faults: [{ host: 'graph.qq.com', fault: 'html', times: 2, seconds: 30 }] })
  expect((await ask('/faults', { method: 'DELETE' })).status).toBe(204)
  expect(await listed()).toEqual({ faults: [] })
  expect((await ask(me)).body).toBe(asUsual)
})

test('a fault or host that does not exist is refused', async () => {
  const { plan } = await upstream()
  for (const wrong of [{ host: 'graph.qq.com', fault: 'explode' }, { host: 'evil.example', fault: 'drop' }, { host: 'graph.qq.com', fault: 'drop', times: -1 }, { host: 'graph.qq.com', fault: 'drop', time: 1 }]) {
    expect((await plan(wrong)).status).toBe(400)
  }
})
