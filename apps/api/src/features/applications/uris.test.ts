import { describe, expect, test } from 'vitest'
import { registering } from '../../../test/registered.ts'

const never = [
  ['relative', '/cb', 'uri_invalid'], ['without a scheme', 'app.example.com/cb', 'uri_invalid'], ['with a fragment', 'https://app.example.com/cb#x', 'uri_invalid'],
  ['with an empty fragment', 'https://app.example.com/cb#', 'uri_invalid'], ['with a user', 'https://user@app.example.com/cb', 'uri_invalid'],
  ['with a user and password', 'https://app.example.com:x@evil.example/', 'uri_invalid'], ['with an empty user', 'https://@app.example.com/', 'uri_invalid'],
  ['for any host', 'https://*.example.com/cb', 'uri_invalid'], ['for any path', 'https://app.example.com/*', 'uri_invalid'],
  ['with a space', 'https://app.example.com/a b', 'uri_invalid'], ['with a space before it', ' https://app.example.com/cb', 'uri_invalid'],
  ['with a line break', 'https://app.example.com/cb\n', 'uri_invalid'], ['with a tab in the scheme', 'java\tscript:alert(1)', 'uri_invalid'], ['with NUL', 'https://app.example.com/\0', 'uri_invalid'],
  ['with an invisible space', 'https://app.example.com/\u00a0', 'uri_invalid'], ['with a backslash', 'https://app.example.com\\@evil.example/', 'uri_invalid'],
  ['with dot segments', 'https://app.example.com/a/../cb', 'uri_invalid'], ['with encoded dot segments', 'https://app.example.com/a/%2e%2E/cb', 'uri_invalid'],
  ['with a segment that decodes to several', 'https://app.example.com/a/..%2fcb', 'uri_invalid'], ['with an encoded line break', 'https://app.example.com/%0d%0a', 'uri_invalid'],
  ['in upper case', 'HTTPS://app.example.com/cb', 'uri_invalid'], ['with a host in upper case', 'https://App.example.com/cb', 'uri_invalid'],
  ['with the usual port', 'https://app.example.com:443/cb', 'uri_invalid'], ['with a host that is not ASCII', 'https://äpp.example.com/cb', 'uri_invalid'],
  ['with a path that is not ASCII', 'https://app.example.com/ü', 'uri_invalid'], ['without slashes', 'https:app.example.com/cb', 'uri_invalid'],
  ['with too many slashes', 'https:///app.example.com/cb', 'uri_invalid'], ['of this machine in other numbers', 'http://127.1/cb', 'uri_invalid'],
  ['of a neighbour in other numbers', 'https://0x0a.0.0.1/cb', 'uri_invalid'],
  ['in the clear', 'http://app.example.com/cb', 'uri_not_allowed'], ['in the clear to a name like this machine', 'http://localhost.evil.example/cb', 'uri_not_allowed'],
  ['in the clear to every address of this machine', 'http://0.0.0.0/cb', 'uri_not_allowed'], ['by FTP', 'ftp://app.example.com/cb', 'uri_not_allowed'],
  ['that reads files', 'file:///etc/passwd', 'uri_not_allowed'], ['that is a script', 'javascript:alert(1)', 'uri_invalid'], ['that is a script with a host', 'javascript://app.example.com/%250aalert(1)', 'uri_not_allowed'],
  ['that is a script in any case', 'JaVaScRiPt:alert(1)', 'uri_invalid'], ['that is a page', 'data:text/html,x', 'uri_invalid'], ['that is a script of old', 'vbscript:x', 'uri_invalid'],
  ['that is made in the browser', 'blob:https://app.example.com/1', 'uri_invalid'], ['about nothing', 'about:blank', 'uri_invalid'], ['of a scheme without a dot', 'myapp:/cb', 'uri_not_allowed'],
  ['of a scheme that ends in a dot', 'com.:/cb', 'uri_not_allowed'], ['of a private scheme without a path', 'com.example.app:cb', 'uri_invalid'], ['of a private scheme in upper case', 'com.Example.app:/cb', 'uri_invalid'],
] as const

describe.each(['web', 'native'] as const)('a %s program', (applicationType) => {
  test('is refused every address that reads differently, runs, or is heard by others, wherever it may stand', async () => {
    const { ann } = await registering()
    const good = 'https://app.example.com/cb'
    const addresses = [good, ...never.map(([, address]) => address)]
    const common = { name: 'Probe', clientType: 'confidential', applicationType, grantTypes: ['authorization_code'] }
    for (const field of ['redirectUris', 'postLogoutRedirectUris']) {
      const { status, body } = await ann.browser.post('/o/applications', { ...common, redirectUris: [good], [field]: addresses })
      expect([status, body.code]).toEqual([400, 'validation_failed'])
      expect(body.errors.map(({ path, code }) => [addresses[Number(path.split('.')[1])], path.split('.')[0], code])).toEqual(never.map(([, address, code]) => [address, field, code]))
    }
  })
})

test('web programs may come back by https, and to a developer\'s machine', async () => {
  const { program, faults } = await registering()
  const redirectUris = ['https://app.example.com', 'https://app.example.com/', 'https://app.example.com/cb?tenant=a%2Fb&x=', 'https://app.example.com?x=1', 'https://xn--pp-viaa.example:8443/%C3%BC', 'https://192.0.2.1/cb',
    'http://localhost:8080/cb', 'http://127.0.0.1/cb', 'http://[::1]:8080/cb', 'http://www.app.localhost:8080/cb']
  expect((await program({ redirectUris, postLogoutRedirectUris: redirectUris })).redirectUris).toEqual(redirectUris)
  expect(await faults({ redirectUris: ['com.example.app:/cb'] })).toEqual([['redirectUris.0', 'uri_not_allowed']])
})

test('native programs may come back to themselves: on this machine, or by a scheme of their own', async () => {
  const { program, faults } = await registering()
  const redirectUris = ['com.example.app:/cb', 'com.example.app://cb', 'http://127.0.0.1/cb', 'http://[::1]/cb', 'http://localhost:1234/cb', 'https://app.example.com/cb']
  expect((await program({ applicationType: 'native', redirectUris })).redirectUris).toEqual(redirectUris)
  expect(await faults({ applicationType: 'native', redirectUris: ['https://localhost/cb', 'http://app.localhost/cb'] })).toEqual([['redirectUris.0', 'uri_not_allowed'], ['redirectUris.1', 'uri_not_allowed']])
})

test('ID tokens travel in addresses only over https', async () => {
  const { faults } = await registering({ settings: { LEGACY_GRANTS: 'true' } })
  expect(await faults({ grantTypes: ['implicit'], redirectUris: ['http://localhost:8080/cb', 'https://localhost/cb', 'https://app.example.com/cb'] })).toEqual([['redirectUris.0', 'uri_not_allowed'], ['redirectUris.1', 'uri_not_allowed']])
})

test('the same address twice is named', async () => {
  const { faults } = await registering()
  const uri = 'https://app.example.com/cb'
  expect(await faults({ redirectUris: [uri, 'https://app.example.com/other', uri], postLogoutRedirectUris: [uri, uri], allowedOrigins: ['https://app.example.com', 'https://app.example.com'] }))
    .toEqual([['redirectUris.2', 'duplicate'], ['postLogoutRedirectUris.1', 'duplicate'], ['allowedOrigins.1', 'duplicate']])
})

test('origins are exact', async () => {
  const { program, faults } = await registering()
  const good = ['https://app.example.com', 'https://app.example.com:8443', 'http://localhost:5173', 'http://127.0.0.1:5173', 'http://[::1]:5173']
  expect((await program({ allowedOrigins: good })).allowedOrigins).toEqual(good)
  const bad = ['https://app.example.com/', 'https://app.example.com/x', 'https://*.example.com', '*', 'null', 'http://app.example.com', 'https://App.example.com', 'https://app.example.com:443', 'app.example.com', 'com.example.app:/', 'https://a@app.example.com']
  expect(await faults({ allowedOrigins: bad })).toEqual(bad.map((_, index) => [`allowedOrigins.${index}`, 'origin_invalid']))
})

const inProduction = {
  GATEHOUSE_MODE: 'production', SMTP_URL: 'smtp://mail.example.com:587', API_URL: 'https://api.example.com', WEB_URL: 'https://www.example.com', CORS_ORIGINS: 'http://localhost:5173', BCRYPT_COST: '10',
}

test('what we call ourselves is not this machine nor its neighbours', async () => {
  const { ann, faults } = await registering({ settings: inProduction })
  const internal = ['https://127.0.0.1/out', 'https://10.0.0.1/out', 'https://169.254.169.254/latest/', 'https://[::1]/out', 'https://[::ffff:a00:1]/out', 'https://[fd00::1]/out', 'https://localhost/out', 'https://x.localhost/out', 'https://localhost./out', 'http://localhost:8080/out', 'http://app.example.com/out']
  for (const backchannelLogoutUri of internal) expect([backchannelLogoutUri, await faults({ backchannelLogoutUri })]).toEqual([backchannelLogoutUri, [['backchannelLogoutUri', 'uri_not_allowed']]])
  expect(await faults({ backchannelLogoutUri: 'https://user@app.example.com/', homepageUrl: 'javascript:alert(1)' })).toEqual([['homepageUrl', 'uri_invalid'], ['backchannelLogoutUri', 'uri_invalid']])
  expect(await faults({ homepageUrl: 'http://localhost:8080/' })).toEqual([['homepageUrl', 'uri_not_allowed']])
  const { body } = await ann.browser.post('/o/applications', { name: 'Out', clientType: 'confidential', grantTypes: ['client_credentials'], backchannelLogoutUri: 'https://app.example.com/out', homepageUrl: 'https://app.example.com' })
  expect(body).toMatchObject({ backchannelLogoutUri: 'https://app.example.com/out', homepageUrl: 'https://app.example.com' })
})

test('in development, programs on this machine may be told of sign-outs', async () => {
  const { program, faults } = await registering()
  expect(await program({ backchannelLogoutUri: 'http://localhost:8080/out', homepageUrl: 'http://localhost:8080/' })).toMatchObject({ backchannelLogoutUri: 'http://localhost:8080/out' })
  expect(await faults({ backchannelLogoutUri: 'http://app.example.com/out' })).toEqual([['backchannelLogoutUri', 'uri_not_allowed']])
})

test('addresses are bounded in number and length', async () => {
  const { ann, faults } = await registering()
  expect(await faults({ redirectUris: [`https://app.example.com/${'a'.repeat(2000)}`] })).toEqual([['redirectUris.0', 'too_long']])
  expect(await faults({ redirectUris: Array.from({ length: 51 }, (_, index) => `https://app.example.com/${index}`) })).toEqual([['redirectUris', 'too_long']])
  const { clientId } = (await ann.browser.post('/o/applications', { name: 'Edited', clientType: 'confidential', grantTypes: ['authorization_code'], redirectUris: ['https://app.example.com/cb'] })).body
  const edited = await ann.browser.patch(`/o/applications/${clientId}`, { redirectUris: ['https://app.example.com/cb', 'JaVaScRiPt://x'] })
  expect([edited.status, edited.body.errors.map(({ path, code }) => [path, code])]).toEqual([400, [['redirectUris.1', 'uri_invalid']]])
})
