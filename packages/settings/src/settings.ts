import { z } from 'zod'
import { bytesOfKey, correspondent, flag, httpUrl, list, port, resource, webAddress, whole } from './kinds.ts'
import { legalDocumentSettings } from './legal-documents.ts'
import { providerSettings } from './provider-settings.ts'

const places = {
  GATEHOUSE_MODE: z.enum(['production', 'development']).default('production').describe(
    'What the programs run for. `npm start` and `npm run dev` set `development`: loopback only, mail to the simulator, `/docs` served. Production refuses the simulator, example secrets and public `http:` addresses other than loopback.'),
  API_PORT: port(3000).describe('Port of the API.'),
  WEB_PORT: port(5173).describe('Port of the front end.'),
  SIMULATOR_PORT: port(4000).describe('Port of the simulator (development only).'),
  SIMULATOR_SMTP_PORT: port(2525).describe('Port on which the simulator receives mail (development only).'),
  SIMULATOR_REDIRECT_URIS: list(webAddress).default([]).describe('Callback addresses of other programs that sign in through the simulated providers, separated by commas. Gatehouse\'s own are always registered.'),
  LISTEN_HOST: z.string().min(1).optional().describe('Address to listen on. Default: `localhost` in development, `0.0.0.0` in production.'),
  API_URL: httpUrl.optional().describe('Public address of the API, without a path. Default: `http://localhost:` and the API port.'),
  WEB_URL: httpUrl.optional().describe('Public address of the front end, without a path, of the same site as the API. Default: `http://localhost:` and its port.'),
  CORS_ORIGINS: list(httpUrl).optional().describe('Origins whose pages may call the API with credentials, separated by commas; compared exactly. Default: the front end.'),
  TRUST_PROXY: list(z.string()).default([]).describe('Addresses or networks (`10.0.0.0/8`) of the proxies whose `X-Forwarded-For` counts, separated by commas. `true` and hop counts are refused: with them anyone chooses their own address.'),
}

const data = {
  DATABASE_URL: z.string().regex(/^(file:|postgres(ql)?:\/\/)/, 'must begin with file: or postgres://').refine(url => url.startsWith('file:') || URL.canParse(url), 'must be an address; special characters in the password are written as %2F and the like').default('file:./data/gatehouse.db').describe(
    'Where the data is: `file:` and a path (SQLite; relative paths start at the repository), or `postgres://…`.'),
  DATABASE_POOL: whole(1, 200, 10).describe('Connections to Postgres per process.'),
  DATABASE_TIMEOUT_MILLISECONDS: whole(100, 10_000, 1500).describe('How long a statement, or a transaction as a whole, may wait for the database, whatever keeps it: a connection, a lock, an answer. After it the request is answered 503 with `Retry-After`.'),
  REDIS_URL: z.literal('', 'must be empty: this release runs without Redis').default('').describe('Empty: everything runs in the API process and its database.'),
  SECRET_KEY: list(bytesOfKey(32)).optional().describe(
    '32 random bytes in base64 (`openssl rand -base64 32`); encrypts signing keys and queued mail at rest and keys the hashes of codes. A list `new,old` rotates it. With SQLite one is made at first start in `secret.key` beside the database; with Postgres it is required.'),
}

const mail = {
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://').refine(url => URL.canParse(url), 'must be an address; special characters in the password are written as %2F and the like').optional().describe('Mail server, as `smtp://user:password@host:587` or `smtps://…:465`. Default in development: the simulator. Required in production.'),
  SMTP_ALLOW_PLAINTEXT: flag.default(false).describe('Hand mail to a server of another machine without TLS where it offers none. Passwords of the relay and mailed codes can then be read and changed on the way. Otherwise production sends over `smtp:` only after STARTTLS, except to a loopback address.'),
  MAIL_FROM: correspondent.optional().describe('Sender of our mail, as `Name <address>`. Default: `Gatehouse <no-reply@…>` at the host of the front end.'),
  MAIL_REPLY_TO: correspondent.optional().describe('Where answers to our mail go, as `Name <address>`: a mailbox that somebody reads. Without it no mail asks to be answered.'),
}

const accounts = {
  ACCOUNT_DISCOVERY: z.enum(['public', 'private']).default('public').describe('`private` switches off `GET /emails/:email/count`, so that nobody can ask whether an address has an account.'),
  ...legalDocumentSettings,
  USERNAME_MIN_LENGTH: whole(1, 20, 5).describe('Shortest username, in characters.'),
  USERNAME_MAX_LENGTH: whole(5, 64, 20).describe('Longest username, in characters.'),
  PASSWORD_MIN_LENGTH: whole(8, 64, 8).describe('Shortest password, in characters. NIST SP 800-63B-4 asks for 15 where a password is the only factor.'),
  PASSWORD_MAX_LENGTH: whole(64, 1024, 128).describe('Longest password, in characters.'),
  SUPERUSER_USERNAME: z.string().min(1).optional().describe('Username of the account that `gatehouse create-superuser` makes. Asked for when not set; read by that command only.'),
  SUPERUSER_EMAIL: z.string().min(1).optional().describe('Its e-mail address, taken as verified. Asked for when not set.'),
  SUPERUSER_PASSWORD: z.string().min(1).optional().describe('Its password. Asked for, twice and unseen, when not set. There is no default account.'),
  BCRYPT_COST: whole(4, 20, 12).describe('Work of one password hash: 2 to this power. People are moved to a new value as they sign in. At least 10 in production.'),
  PASSWORD_THREADS: whole(0, 256, 0).describe('Threads that hash passwords. 0: one for each processor.'),
  PASSWORD_WAIT_SECONDS: whole(1, 15, 5).describe('How long a password may wait for a thread. Whoever would wait longer is answered 503 at once, with `Retry-After`; networks take turns.'),
}

const codes = {
  CODE_LIFETIME_SECONDS: whole(60, 86_400, 600).describe('How long a mailed code can be used.'),
  CODE_TRIES: whole(1, 20, 5).describe('Wrong tries after which a code is dead.'),
  WRONG_CODES_PER_ACCOUNT_PER_HOUR: whole(1, 1000, 10).describe('Wrong mailed codes for one account (or address without one) and purpose in an hour, over all codes and networks. A browser that the account knows has as many of its own.'),
  WRONG_CODES_PER_NETWORK_PER_HOUR: whole(1, 1_000_000, 100).describe('Wrong mailed codes from browsers of one network that the accounts do not know, in an hour: its share of those altogether.'),
  WRONG_CODES_PER_HOUR: whole(1, 10_000_000, 1000).describe('Wrong mailed codes in an hour over all accounts. When they are reached, an error is logged, and until the hour is over a code has one try in browsers that its account does not know.'),
  CODE_RESEND_SECONDS: whole(1, 3600, 60).describe('Wait before the same browser or network may ask for another code for the same address.'),
  MAIL_PER_ADDRESS_AND_NETWORK_PER_HOUR: whole(1, 1000, 5).describe('Codes mailed to one address at the request of one network, in an hour.'),
  MAIL_PER_ADDRESS_PER_HOUR: whole(1, 1000, 20).describe('Codes mailed to one address in an hour, whoever asks.'),
  MAIL_PER_NETWORK_PER_HOUR: whole(1, 1_000_000, 600).describe('Codes mailed at the request of one network in an hour.'),
  MAIL_PER_HOUR: whole(1, 10_000_000, 20_000).describe('Codes mailed in an hour altogether.'),
}

const sessions = {
  ACCESS_TOKEN_SECONDS: whole(30, 3600, 600).describe('How long an access token lives.'),
  SESSION_ABSOLUTE_SECONDS: whole(600, 31_536_000, 2_592_000).describe('How long a session can be kept alive at all (30 days).'),
  SESSION_IDLE_SECONDS: whole(60, 31_536_000, 1_209_600).describe('How long a remembered session may lie unused (14 days).'),
  SESSION_SHORT_IDLE_SECONDS: whole(60, 31_536_000, 86_400).describe('How long a session without “remember me” may lie unused (one day); its cookie ends with the browser.'),
  REFRESH_GRACE_SECONDS: whole(0, 60, 10).describe('How long a refresh token that has just been exchanged is answered with the same successor, so that a lost answer signs nobody out.'),
  FRESH_SECONDS: whole(60, 3600, 600).describe('How long after signing in, or proving it anew, destructive changes need no further proof.'),
}

const programs = {
  APPLICATION_REGISTRATION: z.enum(['everyone', 'superusers']).default('everyone').describe('Who may register applications that sign people in through this server.'),
  APPLICATIONS_PER_USER: whole(1, 10_000, 25).describe('Applications one account may have.'),
  OAUTH_ACCESS_TOKEN_SECONDS: whole(30, 86_400, 600).describe('How long the access tokens of applications live.'),
  OAUTH_REFRESH_TOKEN_SECONDS: whole(600, 31_536_000, 2_592_000).describe('How long an application can go on refreshing without the person signing in again (30 days), counted from the first token.'),
  OAUTH_RESOURCES: list(resource).default([]).describe('Other services that accept tokens of this server (RFC 8707), separated by commas; each an address and the scopes it knows: `https://orders.example.com orders.read orders.write`. Their tokens are JWT.'),
  LEGACY_GRANTS: flag.default(false).describe('Allow the implicit (`id_token`) and password grants to the applications that have them switched on. Both are given up by OAuth 2.1: the password grant hands passwords to programs. For moving old programs over only.'),
}

const limits = {
  SIGN_IN_FREE_TRIES: whole(1, 20, 5).describe('Wrong passwords in a row before an account makes its visitors wait.'),
  SIGN_IN_FIRST_WAIT_SECONDS: whole(1, 3600, 30).describe('The first such wait; each further failure doubles it.'),
  SIGN_IN_LONGEST_WAIT_SECONDS: whole(1, 86_400, 3600).describe('The longest such wait.'),
  SIGN_IN_HARD_STOP: whole(10, 100, 100).describe('Wrong passwords in a row after which strange devices need a reset by mail (NIST SP 800-63B-4 allows 100).'),
  SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 100).describe('Wrong passwords from one network in a minute. Networks can be large: what protects an account is its own limit.'),
  CODE_TRIES_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 100).describe('Wrong tries at mailed codes from one network in a minute.'),
  FEDERATION_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 120).describe('Sign-ins at providers begun from one network in a minute.'),
  TOKEN_FAILURES_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 100).describe('Failed authentications of applications from one network in a minute.'),
  DEVICE_CODES_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 20).describe('Tries at the codes that devices show, from one network in a minute, and from one account.'),
  AVAILABILITY_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 120).describe('Questions whether a name or address is free, from one network in a minute.'),
}

const operation = {
  AUDIT_RETENTION_DAYS: whole(1, 36_500, 400).describe('Days that audit events are kept.'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info').describe('How much is logged, as JSON lines on standard output.'),
  SHUTDOWN_DELAY_SECONDS: whole(0, 60, 0).describe('After a stop signal, how long `/readyz` says no before connections are closed; set it to the probe period of your load balancer.'),
  MAX_CONNECTIONS: whole(10, 1_000_000, 10_000).describe('Connections that each of the two programs keeps at once. Beyond it the one that has been without a request for longest is closed; when all have one, the new one is closed. Each takes a file descriptor.'),
  API_DOCS: flag.optional().describe('Serve `/openapi.json` and `/docs`. Default: only in development.'),
}

/** The settings by what they are about, in the order in which they are documented. */
export const sections = {
  'Where things run': places,
  'Data and keys': data,
  'Mail': mail,
  'Accounts': accounts,
  'Third-party sign-in': providerSettings,
  'Codes by mail': codes,
  'Sessions': sessions,
  'Applications': programs,
  'Limits': limits,
  'Operation': operation,
}

/**
 * Every setting there is, read from the environment. The descriptions are the documentation: `docs/settings.md` is written from
 * them. Defaults that follow from other settings are filled in by whoever needs them (`addresses.ts`, the API's `config.ts`).
 */
export const settings = z.object({ ...places, ...data, ...mail, ...accounts, ...providerSettings, ...codes, ...sessions, ...programs, ...limits, ...operation })

export type Settings = z.output<typeof settings>
