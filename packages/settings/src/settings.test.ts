import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { addressesOf, documentSettings, isLoopback, readSettings, settings } from './index.ts'

test('the documentation is what the schema says (npm run docs:settings writes it)', () => {
  expect(readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8')).toBe(documentSettings())
})

test('every setting says what it means', () => {
  for (const [name, schema] of Object.entries(settings.shape)) expect([name, schema.description?.length ?? 0]).toEqual([name, expect.toSatisfy((length: number) => length > 15)])
})

test('programs find each other by their ports, or by the addresses they are given', () => {
  expect(addressesOf(readSettings({ GATEHOUSE_MODE: 'development', API_PORT: '3001', WEB_PORT: '5001' }))).toEqual({ development: true, apiUrl: 'http://localhost:3001', webUrl: 'http://localhost:5001', host: 'localhost' })
  expect(addressesOf(readSettings({ API_URL: 'https://api.example.com/', WEB_URL: 'https://www.example.com' }))).toMatchObject({ apiUrl: 'https://api.example.com', webUrl: 'https://www.example.com' })
})

test('only names and addresses of this machine are loopback', () => {
  for (const host of ['localhost', 'api.gatehouse.localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]']) expect([host, isLoopback(host)]).toEqual([host, true])
  for (const host of ['localhost.example.com', '10.0.0.1', '128.0.0.1', '127.0.0.1.example.com', 'evillocalhost', '']) expect([host, isLoopback(host)]).toEqual([host, false])
})

test.each([
  ['http://localhost:3000', 'http://localhost:5173'], ['https://api.example.com', 'https://example.com'], ['https://api.accounts.example.com', 'https://www.example.com'],
  ['http://api.gatehouse.localhost', 'http://gatehouse.localhost:5173'], ['http://127.0.0.1:3000', 'http://127.0.0.1:5173'], ['https://gate', 'https://gate:8443'],
])('an API at %s and a front end at %s can be one site', (API_URL, WEB_URL) => {
  expect(addressesOf(readSettings({ API_URL, WEB_URL }))).toMatchObject({ apiUrl: API_URL, webUrl: WEB_URL })
})

test.each([
  ['https://api.example.com', 'https://www.example.org'], ['http://127.0.0.1:3000', 'http://localhost:5173'], ['https://10.0.0.1', 'https://11.0.0.1'], ['http://localhost', 'https://localhost'],
  ['https://api', 'https://www'], ['http://localhost', 'http://web.localhost'],
])('an API at %s and a front end at %s cannot: no cookie would reach it', (API_URL, WEB_URL) => {
  expect(() => addressesOf(readSettings({ API_URL, WEB_URL }))).toThrow('API_URL: must be of the same site as WEB_URL')
})
