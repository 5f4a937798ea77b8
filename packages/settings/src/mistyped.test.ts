import { expect, test } from 'vitest'
import { mistypedSettings, mistypedWarnings } from './mistyped.ts'

test.each([
  ['ACCESS_TOKEN_SECOND', 'ACCESS_TOKEN_SECONDS'], ['ACESS_TOKEN_SECONDS', 'ACCESS_TOKEN_SECONDS'], ['MAIL_FORM', 'MAIL_FROM'], ['SMTPURL', 'SMTP_URL'], ['smtp_url', 'SMTP_URL'], ['SMTP-URL', 'SMTP_URL'],
  ['DATABASE_URI', 'DATABASE_URL'], ['SECRET_KEYS', 'SECRET_KEY'], ['PROVIDER_GITHUB_CLIENTID', 'PROVIDER_GITHUB_CLIENT_ID'],
  ['PROVIDER_GITHUB_SECRET', null], ['PROVIDER_FACEBOOK_CLIENT_ID', null], ['GATEHOUSE_MODES', 'GATEHOUSE_MODE'], ['SESSION_IDLE_SECOND', 'SESSION_IDLE_SECONDS'],
])('%s is named, and %s is what may be meant', (name, meant) => {
  expect(mistypedSettings({ [name]: 'hunter2' })).toEqual([{ name, meant }])
  expect(mistypedWarnings({ [name]: 'hunter2' }).join()).not.toContain('hunter2')
})

test('what belongs to others is left alone, and so is what is empty or right', () => {
  expect(mistypedSettings({
    PATH: '/bin', HOME: '/root', HOSTNAME: 'x', HOST: 'x', PORT: '80', PWD: '/', USER: 'x', LOGNAME: 'x', MAIL: '/var/mail/x', LANG: 'C', TERM: 'x', SHLVL: '1', NODE_ENV: 'production', NODE_OPTIONS: '',
    NODE_EXTRA_CA_CERTS: 'x', HTTP_PROXY: 'x', HTTPS_PROXY: 'x', NO_PROXY: 'x', INVOCATION_ID: 'x', JOURNAL_STREAM: 'x', LISTEN_FDS: '1', STATE_DIRECTORY: 'x', KUBERNETES_SERVICE_HOST: 'x', KUBERNETES_PORT: 'x', GATEHOUSE_SERVICE_HOST: 'x', GATEHOUSE_PORT_3000_TCP: 'x', GATEHOUSE_API_PORT: 'x',
    npm_config_user_agent: 'x', npm_lifecycle_event: 'x', PGHOST: 'x', PGPASSWORD: 'x', POSTGRES_PASSWORD: 'x', REDIS_HOST: 'x', API_KEY: 'x', WEB_HOST: 'x', LOG_FILE: 'x', SMTP_HOST: 'x', SMTP_USER: 'x', TZ: 'x', CI: 'true', FORCE_COLOR: '1',
    DATABASE_NAME: 'x', SECRET: 'x', CLIENT_ID: 'x', SESSION_MANAGER: 'x', ACCESS_TOKEN: 'x', MAIL_HOST: 'x', DATABASE_HOST: 'x',
    ACCESS_TOKEN_SECONDS: '600', MAIL_FROM: 'a@b.c', ACCESS_TOKEN_SECOND: '',
  })).toEqual([])
})
