import OAuth2Strategy from 'passport-oauth2'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Browser } from '../browser.ts'
import { callback, listeningParty } from '../relying-party.ts'

/** As much of a request of Express as the strategy reads. */
const Arriving = z.custom<Parameters<OAuth2Strategy['authenticate']>[0]>(value => typeof value === 'object')
const Verified = z.object({ accessToken: z.string(), refreshToken: z.string().optional() })
type Options = Pick<OAuth2Strategy._StrategyOptionsBase, 'pkce' | 'state'>

/** A site behind Passport. */
function site({ registered, issuer, journey }: Awaited<ReturnType<typeof listeningParty>>, options: Options) {
  const strategy = new OAuth2Strategy({
    authorizationURL: `${issuer.origin}/o/authorize/`, tokenURL: `${issuer.origin}/o/token/`, clientID: registered.clientId, clientSecret: registered.clientSecret ?? '',
    callbackURL: callback, scope: ['openid', 'email'], ...options,
  }, (accessToken: string, refreshToken: string, _profile: object, verified: OAuth2Strategy.VerifyCallback) => verified(null, { accessToken, refreshToken }))

  /** What the strategy makes of a request: an address to go to, or whoever it is. */
  const arrive = (session: object, query: Record<string, string> = {}) => new Promise<unknown>((resolve, reject) => {
    const visit: OAuth2Strategy = Object.create(strategy)
    Object.assign(visit, { redirect: resolve, success: resolve, error: reject, fail: (info: unknown) => reject(new Error(`failed: ${JSON.stringify(info)}`)) })
    visit.authenticate(Arriving.parse({ session, query }), {})
  })

  return {
    arrive,
    async signIn(who: Browser) {
      const session = {}
      const { url: landed, asked } = await journey(who, new URL(z.string().parse(await arrive(session))))
      return { asked, landed, session, came: () => arrive(session, Object.fromEntries(landed.searchParams)).then(found => Verified.parse(found)) }
    },
  }
}

test.each<[string, Options, boolean]>([['with PKCE', { pkce: true, state: true }, true], ['without PKCE', { state: true }, false]])('a site behind Passport signs somebody in, %s', async (_how, options, requirePkce) => {
  const app = await listeningParty({}, { requirePkce })
  const ann = await app.register('ann-lee')
  const { came, asked } = await site(app, options).signIn(ann.browser)
  expect(asked).toEqual(['login', 'consent'])
  const { accessToken, refreshToken } = await came()
  expect(refreshToken).toMatch(/^[\w-]{20,}$/)
  const known = await fetch(`${app.issuer.origin}/o/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })
  expect(await known.json()).toEqual({ sub: ann.id, email: ann.email, email_verified: true })
})

test('a site without PKCE is turned away where its application has to have it', async () => {
  const app = await listeningParty()
  const ann = await app.register('ann-lee')
  const { landed, came } = await site(app, { state: true }).signIn(ann.browser)
  expect(landed.searchParams.get('error')).toBe('invalid_request')
  await expect(came()).rejects.toThrow(/PKCE/)
})

test('a site whose secret does not fit is not let in', async () => {
  const app = await listeningParty()
  const ann = await app.register('ann-lee')
  const { came } = await site({ ...app, registered: { ...app.registered, clientSecret: 'wrong' } }, { pkce: true, state: true }).signIn(ann.browser)
  await expect(came()).rejects.toThrow(/client authentication failed/)
})

test('an answer for another visitor of the site is refused by Passport', async () => {
  const app = await listeningParty()
  const ann = await app.register('ann-lee')
  const shop = site(app, { pkce: true, state: true })
  const { landed } = await shop.signIn(ann.browser)
  await expect(shop.arrive({}, Object.fromEntries(landed.searchParams))).rejects.toThrow(/failed/)
})
