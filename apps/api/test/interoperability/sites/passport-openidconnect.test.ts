import type { RequestHandler } from 'express'
import session from 'express-session'
import passport from 'passport'
import OpenIDConnectStrategy, { type Profile, type VerifyCallback } from 'passport-openidconnect'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { siteBy } from './site.ts'

/** The types of Passport do not say what its handlers are. */
const Handler = z.custom<RequestHandler>(value => typeof value === 'function')

test.each([
  ['asking userinfo (skipUserProfile: false)', { skipUserProfile: false }, {}],
  ['reading the ID token of an application that is switched to it', {}, { idTokenClaims: true }],
] as const)('a site behind passport-openidconnect, which knows no PKCE, knows who signed in, %s', async (_how, settings, application) => {
  const app = await siteBy('/callback', { requirePkce: false, ...application }, (site, { origin, issuer, clientId, clientSecret }) => {
    const own = new passport.Passport()
    own.use('gatehouse', new OpenIDConnectStrategy({
      issuer, authorizationURL: `${issuer}/o/authorize`, tokenURL: `${issuer}/o/token`, userInfoURL: `${issuer}/o/userinfo`,
      clientID: clientId, clientSecret, callbackURL: `${origin}/callback`, scope: ['profile', 'email'], ...settings,
    }, (_issuer: string, profile: Profile, verified: VerifyCallback) => verified(null, profile)))
    own.serializeUser((user, done) => done(null, user))
    own.deserializeUser((user: Express.User, done) => done(null, user))
    site.use(session({ secret: 'a secret of the site', resave: false, saveUninitialized: false }), own.initialize(), Handler.parse(own.session()))
    site.get('/sign-in', Handler.parse(own.authenticate('gatehouse')))
    site.get('/callback', Handler.parse(own.authenticate('gatehouse', { successRedirect: '/me' })))
    site.get('/me', (request, response) => response.json(request.user ?? null))
  })
  const ann = await app.register('ann-lee')
  const begun = await app.visit('/sign-in')
  const { answer } = await app.comeBack(ann.browser, begun.location)
  expect(answer.location).toBe('/me')
  expect(JSON.parse((await app.visit('/me')).body)).toMatchObject({ id: ann.id, username: 'ann-lee', emails: [{ value: ann.email }] })
})
