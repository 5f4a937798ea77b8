import { describe, expect, test } from 'vitest'
import { randomBytes } from 'node:crypto'
import { readConfig } from './config.ts'

type Case = [name: string, settings: Record<string, string>, message: string]

const secret = () => randomBytes(32).toString('base64')
const production = { SMTP_URL: 'smtp://mail.example.com:587', SECRET_KEY: secret(), API_URL: 'https://api.example.com', WEB_URL: 'https://www.example.com' }

test('nothing needs to be set in development', () => {
  expect(readConfig({ GATEHOUSE_MODE: 'development' })).toMatchObject({
    development: true, host: 'localhost', port: 3000, apiUrl: 'http://localhost:3000', webUrl: 'http://localhost:5173', corsOrigins: ['http://localhost:5173'], secrets: null, docs: true,
    database: { url: 'file:./data/gatehouse.db' },
    mail: { relay: { url: 'smtp://localhost:2525', greeting: 'localhost', tls: 'local' }, from: { name: 'Gatehouse', address: 'no-reply@localhost.invalid' }, replyTo: null },
  })
})

test('production listens for everybody, serves no docs, and sends mail in its own name', () => {
  expect(readConfig(production)).toMatchObject({
    development: false, host: '0.0.0.0', docs: false, corsOrigins: ['https://www.example.com'],
    mail: {
      relay: { url: 'smtp://mail.example.com:587', greeting: 'www.example.com', tls: 'required' }, domain: 'www.example.com',
      from: { name: 'Gatehouse', address: 'no-reply@www.example.com' }, replyTo: null,
    },
  })
})

test.each([
  ['smtp://mail.example.com:587', {}, 'required'], ['smtp://mail.example.com:587', { SMTP_ALLOW_PLAINTEXT: 'true' }, 'offered'],
  ['smtp://10.0.0.5', {}, 'required'], ['smtp://127.0.0.1:25', {}, 'local'], ['smtp://[::1]:25', {}, 'local'], ['smtp://localhost', {}, 'local'],
  ['smtp://localhost.example.com', {}, 'required'], ['smtp://127.0.0.1.example.com', {}, 'required'],
])('mail to %s with %j: TLS is %s', (SMTP_URL, more, tls) => {
  expect(readConfig({ ...production, SMTP_URL, ...more }).mail.relay.tls).toBe(tls)
})

test.each([
  ['https://www.example.com', 'https://api.example.com', 'www.example.com'], ['https://账号.example.com', 'https://api.example.com', 'xn--rprr44k.example.com'],
  ['https://intranet', 'https://intranet:8443', 'intranet'],
  ['https://192.0.2.7', 'https://192.0.2.7:8443', '[192.0.2.7]'], ['https://[2001:db8::7]', 'https://[2001:db8::7]:8443', '[IPv6:2001:db8::7]'],
])('mail servers of %s are greeted by its host', (WEB_URL, API_URL, greeting) => {
  expect(readConfig({ ...production, WEB_URL, API_URL }).mail.relay.greeting).toBe(greeting)
})

test.each([
  ['no-reply@example.com', '', 'no-reply@example.com'], ['  no-reply@example.com ', '', 'no-reply@example.com'], ['门楼 <no-reply@example.com>', '门楼', 'no-reply@example.com'],
  ['Lee, Ann <no-reply@example.com>', 'Lee, Ann', 'no-reply@example.com'], ['"Lee, Ann" <no-reply@example.com>', 'Lee, Ann', 'no-reply@example.com'],
  ['<no-reply@mailhost>', '', 'no-reply@mailhost'], ['信 <u@пример.рф>', '信', 'u@пример.рф'],
])('%j is one sender', (text, name, address) => {
  expect(readConfig({ ...production, MAIL_FROM: text, MAIL_REPLY_TO: text }).mail).toMatchObject({ from: { name, address }, replyTo: { name, address } })
})

test('an empty variable is one that is not set', () => {
  expect(readConfig({ GATEHOUSE_MODE: 'development', REDIS_URL: '', API_PORT: '', SECRET_KEY: '' }).port).toBe(3000)
})

test('the newest secret comes first', () => {
  const [newer, older] = [secret(), secret()]
  expect(readConfig({ ...production, SECRET_KEY: `${newer}, ${older}` }).secrets?.map(key => key.toString('base64'))).toEqual([newer, older])
})

describe('refused, in one line that names the setting and not its value:', () => {
  test.each([
    ['a port that is none', { API_PORT: 'abc' }, 'API_PORT: must be a whole number'], ['a port out of range', { WEB_PORT: '70000' }, 'WEB_PORT: must be at most 65535'],
    ['another database', { DATABASE_URL: 'mysql://secret@x' }, 'DATABASE_URL: must begin with file: or postgres://'],
    ['a mail server that cannot be read', { SMTP_URL: 'smtp://user:secret/pass@mail.example.com:587' }, 'SMTP_URL: must be an address'],
    ['a database that cannot be read', { DATABASE_URL: 'postgres://user:secret/pass@x/y' }, 'DATABASE_URL: must be an address'],
    ['Redis', { REDIS_URL: 'redis://secret@x' }, 'REDIS_URL: must be empty: this release runs without Redis'],
    ['a short key', { SECRET_KEY: 'c2VjcmV0' }, 'SECRET_KEY: must be 32 bytes in base64'],
    ['Postgres without a key', { DATABASE_URL: 'postgres://secret@x/y', SECRET_KEY: '' }, 'SECRET_KEY: is required with Postgres (openssl rand -base64 32)'],
    ['trusting everybody', { TRUST_PROXY: 'true' }, 'TRUST_PROXY: must be addresses'],
    ['trusting by count', { TRUST_PROXY: '1' }, 'TRUST_PROXY: must be addresses'],
    ['trusting nearly everybody', { TRUST_PROXY: '::ffff:10.0.0.0/8' }, 'TRUST_PROXY: must be addresses'],
    ['trusting the world', { TRUST_PROXY: '0.0.0.0/0' }, 'TRUST_PROXY: must be addresses'],
    ['an origin with a path', { CORS_ORIGINS: 'https://x.example/app' }, 'CORS_ORIGINS: must be an address'],
    ['any origin', { CORS_ORIGINS: '*' }, 'CORS_ORIGINS: must be an address'],
    ['a cost out of reach', { BCRYPT_COST: '31' }, 'BCRYPT_COST: must be at most 20'],
    ['names that cannot exist', { USERNAME_MIN_LENGTH: '10', USERNAME_MAX_LENGTH: '8' }, 'USERNAME_MIN_LENGTH: must not exceed USERNAME_MAX_LENGTH'],
    ['sessions that outlive themselves', { SESSION_IDLE_SECONDS: '3000000' }, 'SESSION_IDLE_SECONDS: must not exceed SESSION_ABSOLUTE_SECONDS'],
    ['half a provider', { PROVIDER_QQ_CLIENT_ID: '101' }, 'PROVIDER_QQ_CLIENT_SECRET: is required together with PROVIDER_QQ_CLIENT_ID'],
    ['the other half', { PROVIDER_QQ_CLIENT_SECRET: 'secret@' }, 'PROVIDER_QQ_CLIENT_ID: is required together with PROVIDER_QQ_CLIENT_SECRET'],
    ['a secret that cannot be sent', { PROVIDER_QQ_CLIENT_ID: '101', PROVIDER_QQ_CLIENT_SECRET: 'secret@ä' }, 'PROVIDER_QQ_CLIENT_SECRET: must be printable ASCII'],
    ['a secret of several lines', { PROVIDER_QQ_CLIENT_ID: '101', PROVIDER_QQ_CLIENT_SECRET: 'secret@\n' }, 'PROVIDER_QQ_CLIENT_SECRET: must be printable ASCII'],
    ['a callback to nowhere', { PROVIDER_QQ_CALLBACK: 'phone' }, 'PROVIDER_QQ_CALLBACK:'],
    ['an address as network', { PROVIDER_ALLOWED_NETWORKS: '10.0.0.1' }, 'PROVIDER_ALLOWED_NETWORKS: must be networks like 10.20.0.0/16'],
    ['every network', { PROVIDER_ALLOWED_NETWORKS: '0.0.0.0/0' }, 'PROVIDER_ALLOWED_NETWORKS: must be networks like 10.20.0.0/16'],
    ['a file that is not there', { PROVIDERS_FILE: 'no/such/file.json' }, 'PROVIDERS_FILE: cannot be read'],
    ['a mode nobody knows', { GATEHOUSE_MODE: 'staging' }, 'GATEHOUSE_MODE:'],
    ...['hello', 'hello@', '@example.com', 'Gatehouse', 'Gatehouse <hello>', 'a@b.c, d@e.f', 'a@b.c\r\nBcc: x@y.z', 'a@b.c\nBcc', 'Gate\rhouse <a@b.c>', 'a b@c.d', 'Gatehouse <a@b.c> x']
      .flatMap(text => ['MAIL_FROM', 'MAIL_REPLY_TO'].map(name => [`${JSON.stringify(text)} as ${name}`, { [name]: text }, `${name}: must be an address like`] satisfies Case)),
  ] satisfies Case[])('%s', (_name, settings, message) => {
    expect(() => readConfig({ ...production, ...settings })).toThrow(message)
    expect(() => readConfig({ ...production, ...settings })).not.toThrow('secret@')
  })

  test.each(['ignoreTLS=true', 'requireTLS=false', 'opportunisticTLS=true', 'secure=false', 'name=evil'])('a mail server whose address decides about TLS: %s', (parameter) => {
    expect(() => readConfig({ ...production, SMTP_URL: `smtp://user:secret@mail.example.com:587/?${parameter}` })).toThrow(/^SMTP_URL: takes no/)
  })

  test.each([
    ['no mail server', { SMTP_URL: '' }, 'SMTP_URL: is required in production'], ['the simulator', { SMTP_URL: 'smtp://localhost:2525' }, 'SMTP_URL: names the simulator'],
    ['simulated providers', { PROVIDER_SIMULATOR_URL: 'http://localhost:4000' }, 'PROVIDER_SIMULATOR_URL: is for development only'],
    ['an example secret', { SECRET_KEY: Buffer.alloc(32).toString('base64') }, 'SECRET_KEY: is an example'],
    ['words as secret', { SECRET_KEY: Buffer.from('change-me-change-me-change-me-32').toString('base64') }, 'SECRET_KEY: is an example'],
    ['a cheap hash', { BCRYPT_COST: '9' }, 'BCRYPT_COST: must be at least 10 in production'],
    ['a public address without TLS', { API_URL: 'http://api.example.com' }, 'API_URL: must be https:'],
    ['an allowed origin without TLS', { CORS_ORIGINS: 'http://www.example.com' }, 'CORS_ORIGINS: must be https:'],
  ] satisfies Case[])('in production, %s', (_name, settings, message) => {
    expect(() => readConfig({ ...production, ...settings })).toThrow(message)
  })

  test('in development, an address that others could reach', () => {
    expect(() => readConfig({ GATEHOUSE_MODE: 'development', LISTEN_HOST: '0.0.0.0' })).toThrow('LISTEN_HOST: development listens on loopback only')
    expect(readConfig({ GATEHOUSE_MODE: 'development', LISTEN_HOST: '127.0.0.1' }).host).toBe('127.0.0.1')
  })
})
