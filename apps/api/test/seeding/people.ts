import { createHash } from 'node:crypto'
import { displayNameKey } from '../../src/lib/display-name.ts'
import { storedGramsOf } from '../../src/lib/search-grams.ts'
import { foldUsername } from '../../src/lib/username.ts'
import { inventName, oneOf, type Chance } from './names.ts'

export type Value = string | number | boolean | null | Date | object
export type Row = Record<string, Value>
/** Rows of several tables, each after what it refers to. */
export type Tables = Record<string, Row[]>

const day = 86_400_000
const userAgents = ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/605.1', 'Mozilla/5.0 (Linux; Android 15) Chrome/142.0']
const providers = ['github', 'wechat', 'qq', 'weibo']

/** The same numbers for the same seed (mulberry32). */
function createChance(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A UUIDv7 of an instant. */
function idAt(at: Date, chance: Chance) {
  const time = at.getTime().toString(16).padStart(12, '0')
  const random = () => Math.floor(chance() * 2 ** 32).toString(16).padStart(8, '0')
  const [one, two, three] = [random(), random(), random()]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${one.slice(0, 3)}-8${two.slice(0, 3)}-${two.slice(3)}${three.slice(0, 7)}`
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')

interface Origin { seed: number, now: Date, passwordHash: string | null }

/** Programs that people sign in to. */
export function inventApplications(count: number, { seed, now }: Origin): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    id: hashOf(`application ${seed} ${index}`).slice(0, 32), owner_id: null, name: `Application ${index + 1}`, client_type: 'public', application_type: 'web',
    token_endpoint_auth_method: 'none', grant_types: ['authorization_code'], redirect_uris: [`https://app${index}.example.com/callback`],
    post_logout_redirect_uris: [], allowed_origins: [], scopes: ['openid', 'profile'], require_pkce: true, skip_consent: false,
    id_token_signed_response_alg: 'ES256', created_at: now, updated_at: now,
  }))
}

/**
 * The person of a number, with all that somebody leaves behind in some months: a session that goes on and one that was ended, tokens, a
 * known browser, perhaps an identity and a consent, and three events. Numbers of a larger index came later.
 *
 * @param share how far the person is through all of them, 0 to 1.
 */
export function inventPerson(index: number, share: number, applications: readonly Row[], { seed, now, passwordHash }: Origin): Tables {
  const chance = createChance(seed * 2_654_435_761 + index)
  const { shown, latin, locale } = inventName(chance)
  const username = `${latin}-${index}`
  const email = `${latin}.${index}@${oneOf(chance, ['example.com', 'example.net', 'example.org', 'mail.example', 'school.example'])}`
  const joined = new Date(now.getTime() - Math.floor((1 - share) * 180 * day))
  const since = now.getTime() - joined.getTime()
  const after = (part: number) => new Date(joined.getTime() + Math.floor(part * since))
  const [id, ip, userAgent] = [idAt(joined, chance), `10.${Math.floor(chance() * 256)}.${Math.floor(chance() * 256)}.${Math.floor(chance() * 256)}`, oneOf(chance, userAgents)]
  const person = {
    id, username, username_key: username, username_skeleton: foldUsername(username).skeleton, email, email_key: email, email_verified_at: joined, email_proven_at: joined,
    display_name: shown, display_name_key: displayNameKey(shown), locale, password_hash: passwordHash, is_superuser: false,
    disabled_at: chance() < 0.002 ? now : null, created_at: joined, updated_at: joined,
  }

  const seen = new Date(now.getTime() - Math.floor(chance() ** 3 * Math.min(since, 25 * day)))
  const device = hashOf(`device ${id}`)
  const provider = oneOf(chance, providers)
  const method = chance() < 0.3 ? provider : 'password'
  const session = (at: Date, ended: Date | null) => ({
    id: idAt(at, chance), user_id: id, method, remember: true, device_hash: device, ip, user_agent: userAgent, created_at: at, last_seen_at: ended ?? seen, authenticated_at: at,
    expires_at: new Date(at.getTime() + 30 * day), idle_ends_at: new Date(seen.getTime() + 14 * day), ended_at: ended,
  })
  const [going, left] = [session(seen, null), session(after(chance()), after(1))]
  const token = (of: { id: string }, at: Date, used: Date | null) => ({
    id: idAt(at, chance), session_id: of.id, token_hash: hashOf(`token ${of.id} ${at.getTime()}`), created_at: at, expires_at: new Date(at.getTime() + 14 * day), used_at: used,
  })
  const event = (at: Date, action: string, more: Row = {}) => ({ id: idAt(at, chance), at, action, result: 'success', user_id: id, ip, user_agent: userAgent, request_id: 'seeded', details: {}, ...more })
  const [identity, hasIdentity] = [idAt(joined, chance), chance() < 0.3]
  const application = chance() < 0.2 && applications.length > 0 ? oneOf(chance, applications)['id'] : undefined

  return {
    users: [person],
    user_search: [{ user_id: id, grams: storedGramsOf({ usernameKey: username, emailKey: email, displayNameKey: person.display_name_key }) }],
    sessions: [going, ...chance() < 0.3 ? [left] : []],
    refresh_tokens: [token(going, new Date(seen.getTime() - 600_000), seen), token(going, seen, null)],
    known_devices: [{ id: idAt(joined, chance), user_id: id, device_hash: device, first_seen_at: joined, last_seen_at: seen }],
    identities: hasIdentity ? [{ id: identity, user_id: id, provider, display_name: shown, email_verified: false, created_at: joined, last_used_at: seen }] : [],
    identity_keys: hasIdentity ? [{ id: idAt(joined, chance), identity_id: identity, provider, scope: '', subject: hashOf(`subject ${identity}`) }] : [],
    audit_events: [
      event(joined, 'account.registered'), event(seen, 'session.started', { method, session_id: going.id }),
      chance() < 0.2 ? event(after(chance()), 'session.started', { method: 'password', result: 'failure', details: { reason: 'wrong' } })
        : application === undefined ? event(after(chance()), 'session.ended', { session_id: going.id }) : event(seen, 'consent.granted', { client_id: application }),
    ],
    consents: application === undefined ? [] : [{ id: idAt(seen, chance), user_id: id, application_id: application, scopes: ['openid'], resources: {}, created_at: seen, updated_at: seen }],
  }
}
