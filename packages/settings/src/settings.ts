import { z } from 'zod'
import { bytesOfKey, correspondent, flag, httpUrl, list, port, resource, webAddress, whole } from './kinds.ts'
import { legalDocumentSettings } from './legal-documents.ts'
import { providerSettings } from './provider-settings.ts'

const places = {
  GATEHOUSE_MODE: z.enum(['production', 'development']).default('production').describe(
    'Mode of all programs. `npm start` and `npm run dev` set `development`: listens on loopback only, sends mail to the simulator, serves `/docs`. Production refuses the simulator, example secrets, and public `http:` addresses other than loopback.'),
  API_PORT: port(3000).describe('Port of the API.'),
  WEB_PORT: port(5173).describe('Port of the front end.'),
  SIMULATOR_PORT: port(4000).describe('Port of the simulator (development only).'),
  SIMULATOR_SMTP_PORT: port(2525).describe('Port on which the simulator receives mail (development only).'),
  SIMULATOR_REDIRECT_URIS: list(webAddress).default([]).describe('Additional callback addresses registered at the simulated providers, for your own applications, separated by commas. Gatehouse\'s own are always registered.'),
  LISTEN_HOST: z.string().min(1).optional().describe('Address to listen on. Default: `localhost` in development, `0.0.0.0` in production.'),
  API_URL: httpUrl.optional().describe('Public address of the API, without a path. Default: `http://localhost:` and the API port.'),
  WEB_URL: httpUrl.optional().describe('Public address of the front end, without a path. Must be on the same site as the API. Default: `http://localhost:` and its port.'),
  CORS_ORIGINS: list(httpUrl).optional().describe('Origins whose pages may call the API with credentials, separated by commas; compared exactly. Default: the front end.'),
  TRUST_PROXY: list(z.string()).default([]).describe('Addresses or networks (`10.0.0.0/8`) of the proxies whose `X-Forwarded-For` is trusted, separated by commas. `true` and hop counts are refused, because clients could then choose their own address.'),
}

const data = {
  DATABASE_URL: z.string().regex(/^(file:|postgres(ql)?:\/\/)/, 'must begin with file: or postgres://').refine(url => url.startsWith('file:') || URL.canParse(url), 'must be an address; special characters in the password are written as %2F and the like').default('file:./data/gatehouse.db').describe(
    'Database: `file:` and a path (SQLite; relative paths start at the repository), or `postgres://…`.'),
  DATABASE_POOL: whole(1, 200, 10).describe('Postgres connections per process.'),
  DATABASE_TIMEOUT_MILLISECONDS: whole(100, 10_000, 1500).describe('Maximum time for a statement, or for a transaction as a whole, including waits for a connection, a lock or the response. When it is exceeded, the request is answered with 503 and `Retry-After`.'),
  REDIS_URL: z.literal('', 'must be empty: this release runs without Redis').default('').describe('Reserved; must be empty. All state is kept in the API process and its database.'),
  SECRET_KEY: list(bytesOfKey(32)).optional().describe(
    '32 random bytes in base64 (`openssl rand -base64 32`). Encrypts signing keys and queued mail at rest, and keys the hashes of codes. To rotate it, set a list `new,old`. With SQLite, a key is generated at the first start and stored in `secret.key` next to the database; with Postgres the setting is required.'),
}

const mail = {
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://').refine(url => URL.canParse(url), 'must be an address; special characters in the password are written as %2F and the like').optional().describe('Mail server, as `smtp://user:password@host:587` or `smtps://…:465`. Default in development: the simulator. Required in production.'),
  SMTP_ALLOW_PLAINTEXT: flag.default(false).describe('Allow sending without TLS to a mail server that does not offer STARTTLS. SMTP credentials and mailed codes can then be read and modified in transit. Otherwise, `smtp:` requires STARTTLS in production, except for loopback addresses.'),
  MAIL_FROM: correspondent.optional().describe('Sender of outgoing mail, as `Name <address>`. Default: `Gatehouse <no-reply@…>` with the host of the front end.'),
  MAIL_REPLY_TO: correspondent.optional().describe('`Reply-To` address of outgoing mail, as `Name <address>`. Use a mailbox that is read. If it is not set, mails do not ask for replies.'),
}

const accounts = {
  ACCOUNT_DISCOVERY: z.enum(['public', 'private']).default('public').describe('`private` disables `GET /emails/:email/count`, which tells whether an address has an account.'),
  ...legalDocumentSettings,
  USERNAME_MIN_LENGTH: whole(1, 20, 5).describe('Minimum username length, in characters.'),
  USERNAME_MAX_LENGTH: whole(5, 64, 20).describe('Maximum username length, in characters.'),
  PASSWORD_MIN_LENGTH: whole(8, 64, 8).describe('Minimum password length, in characters. NIST SP 800-63B-4 requires 15 where a password is the only factor.'),
  PASSWORD_MAX_LENGTH: whole(64, 1024, 128).describe('Maximum password length, in characters.'),
  SUPERUSER_USERNAME: z.string().min(1).optional().describe('Username of the account created by `gatehouse create-superuser`. If it is not set, the command asks for it. Used by that command only.'),
  SUPERUSER_EMAIL: z.string().min(1).optional().describe('E-mail address of that account; it counts as verified. If it is not set, the command asks for it.'),
  SUPERUSER_PASSWORD: z.string().min(1).optional().describe('Password of that account. If it is not set, the command asks for it twice, without echo. There is no default account.'),
  BCRYPT_COST: whole(4, 20, 12).describe('bcrypt cost (2^n rounds). Existing hashes are upgraded at the next sign-in. At least 10 in production.'),
  PASSWORD_THREADS: whole(0, 256, 0).describe('Number of threads for password hashing. 0: one per processor.'),
  PASSWORD_WAIT_SECONDS: whole(1, 15, 5).describe('Maximum time a request waits for a hashing thread. Requests that would wait longer are answered with 503 and `Retry-After` immediately. Waiting requests are served in turn by network.'),
}

const codes = {
  CODE_LIFETIME_SECONDS: whole(60, 86_400, 600).describe('Lifetime of a mailed code.'),
  CODE_TRIES: whole(1, 20, 5).describe('Failed attempts after which a code becomes invalid.'),
  WRONG_CODES_PER_ACCOUNT_PER_HOUR: whole(1, 1000, 10).describe('Failed attempts at mailed codes per hour for one account (or one address without an account) and purpose, across all codes and networks. Each browser known to the account has a separate limit of the same size.'),
  WRONG_CODES_PER_NETWORK_PER_HOUR: whole(1, 1_000_000, 100).describe('Failed attempts at mailed codes per hour from unknown browsers of one network.'),
  WRONG_CODES_PER_HOUR: whole(1, 10_000_000, 1000).describe('Failed attempts at mailed codes per hour across all accounts. When the limit is reached, an error is logged, and for the rest of the hour a code allows one attempt in browsers not known to its account.'),
  CODE_RESEND_SECONDS: whole(1, 3600, 60).describe('Time before the same browser or network can request another code for the same address.'),
  MAIL_PER_ADDRESS_AND_NETWORK_PER_HOUR: whole(1, 1000, 5).describe('Codes mailed per hour to one address at the request of one network.'),
  MAIL_PER_ADDRESS_PER_HOUR: whole(1, 1000, 20).describe('Codes mailed per hour to one address, for all networks together.'),
  MAIL_PER_NETWORK_PER_HOUR: whole(1, 1_000_000, 600).describe('Codes mailed per hour at the request of one network.'),
  MAIL_PER_HOUR: whole(1, 10_000_000, 20_000).describe('Codes mailed per hour in total.'),
}

const sessions = {
  ACCESS_TOKEN_SECONDS: whole(30, 3600, 600).describe('Lifetime of access tokens.'),
  SESSION_ABSOLUTE_SECONDS: whole(600, 31_536_000, 2_592_000).describe('Maximum lifetime of a session (30 days).'),
  SESSION_IDLE_SECONDS: whole(60, 31_536_000, 1_209_600).describe('Idle timeout of a remembered session (14 days).'),
  SESSION_SHORT_IDLE_SECONDS: whole(60, 31_536_000, 86_400).describe('Idle timeout of a session without “Keep me signed in” (one day). Its cookie is deleted when the browser is closed.'),
  REFRESH_GRACE_SECONDS: whole(0, 60, 10).describe('Time in which a refresh token that has been exchanged can be sent again and returns the same successor, so that a lost response does not end the session.'),
  FRESH_SECONDS: whole(60, 3600, 600).describe('Time after signing in or re-authenticating in which sensitive operations need no further re-authentication.'),
}

const programs = {
  APPLICATION_REGISTRATION: z.enum(['everyone', 'superusers']).default('everyone').describe('Who can register applications: `everyone` or `superusers`.'),
  APPLICATIONS_PER_USER: whole(1, 10_000, 25).describe('Maximum number of applications per account.'),
  OAUTH_ACCESS_TOKEN_SECONDS: whole(30, 86_400, 600).describe('Lifetime of access tokens issued to applications.'),
  OAUTH_REFRESH_TOKEN_SECONDS: whole(600, 31_536_000, 2_592_000).describe('How long an application can refresh its tokens before the user has to sign in again (30 days), counted from the first token.'),
  OAUTH_RESOURCES: list(resource).default([]).describe('Resource servers that accept tokens of this server (RFC 8707), separated by commas; each is an address followed by its scopes: `https://orders.example.com orders.read orders.write`. Their access tokens are JWTs.'),
  LEGACY_GRANTS: flag.default(false).describe('Allow the implicit (`id_token`) and password grants for applications that have them enabled. OAuth 2.1 removes both. Use only while migrating existing applications.'),
}

const limits = {
  SIGN_IN_FREE_TRIES: whole(1, 20, 5).describe('Consecutive failed sign-ins for one account before a delay applies.'),
  SIGN_IN_FIRST_WAIT_SECONDS: whole(1, 3600, 30).describe('First delay; it doubles with each further failure.'),
  SIGN_IN_LONGEST_WAIT_SECONDS: whole(1, 86_400, 3600).describe('Maximum length of that delay.'),
  SIGN_IN_HARD_STOP: whole(10, 100, 100).describe('Consecutive failed sign-ins after which unknown browsers require a password reset by mail (NIST SP 800-63B-4 allows 100).'),
  SIGN_IN_FAILURES_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 100).describe('Failed sign-ins per minute from one network. Networks can be large; accounts are protected by their own limit.'),
  CODE_TRIES_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 100).describe('Failed attempts at mailed codes per minute from one network.'),
  FEDERATION_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 120).describe('Third-party sign-ins started per minute from one network.'),
  TOKEN_FAILURES_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 100).describe('Failed client authentications per minute from one network.'),
  DEVICE_CODES_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 20).describe('Attempts at entering device codes per minute, from one network and from one account.'),
  AVAILABILITY_PER_NETWORK_PER_MINUTE: whole(1, 1_000_000, 120).describe('Requests per minute from one network that check whether a username or address is available.'),
}

const operation = {
  AUDIT_RETENTION_DAYS: whole(1, 36_500, 400).describe('Retention of audit events, in days.'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info').describe('Log level. Logs are JSON lines on standard output.'),
  SHUTDOWN_DELAY_SECONDS: whole(0, 60, 0).describe('Time between a stop signal, when `/readyz` starts to answer 503, and the closing of connections. Set it to the probe period of your load balancer.'),
  MAX_CONNECTIONS: whole(10, 1_000_000, 10_000).describe('Maximum number of connections per program. Above it, the connection that has been idle the longest is closed; if none is idle, the new connection is closed. Each connection uses a file descriptor.'),
  API_DOCS: flag.optional().describe('Serve `/openapi.json` and `/docs`. Default: in development only.'),
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
