import { signedIn, type Sweep } from './sweep.ts'
import type { World } from './world.ts'

const newPassword = { password: 'velvet harbor lantern', passwordConfirmation: 'velvet harbor lantern' }

const registering = async (world: World) => {
  const who = world.browser()
  const username = world.newName('newcomer')
  const email = `${username}@example.com`
  return { who, body: { username, email, ...await world.requestCode(who, email, 'register'), acceptTerms: true } }
}

/** What people do with their accounts, with and without a provider. */
export const people: Record<string, Sweep> = {
  'GET /usernames/:username/count': { prepare: async world => () => world.browser().get('/usernames/somebody/count') },
  'GET /emails/:email/count': { prepare: async world => () => world.browser().get('/emails/somebody@example.com/count') },
  'POST /verification-codes': {
    async prepare(world) {
      const who = world.browser()
      return () => who.post('/verification-codes', { email: 'somebody@example.com', purpose: 'register' })
    },
  },
  'POST /users': {
    // A try is counted before it is judged, and given back with what it was for: after a few there is a new code to be asked for.
    anew: true, leaves: ['verification_codes', 'code_failures'],
    async prepare(world) {
      const { who, body } = await registering(world)
      return () => who.post('/users', { ...body, ...newPassword })
    },
  },
  'POST /users/authorizations': {
    leaves: ['sign_in_failures'],
    async prepare(world) {
      const { username } = await world.person()
      return () => world.browser().post('/users/authorizations', { username, password: world.password })
    },
  },
  'POST /users/password-resets': {
    // A try is counted before it is judged, and given back with what it was for: after a few there is a new code to be asked for.
    anew: true, leaves: ['verification_codes', 'code_failures'],
    async prepare(world) {
      const { email } = await world.person()
      const who = world.browser()
      const code = await world.requestCode(who, email, 'reset-password')
      return () => who.post('/users/password-resets', { email, ...code, ...newPassword })
    },
  },
  'POST /sessions/refresh': signedIn(({ browser }) => browser.post('/sessions/refresh')),
  'POST /sessions/current/reauthentication': { ...signedIn(({ browser }, { password }) => browser.post('/sessions/current/reauthentication', { password })), leaves: ['sign_in_failures'] },
  'GET /sessions/current/reauthentication': signedIn(({ browser }) => browser.get('/sessions/current/reauthentication')),
  'GET /sessions': signedIn(({ browser }) => browser.get('/sessions')),
  'DELETE /sessions/current': signedIn(({ browser }) => browser.delete('/sessions/current')),
  'DELETE /sessions/others': signedIn(({ browser }) => browser.delete('/sessions/others')),
  'DELETE /sessions/:id': {
    async prepare(world) {
      const { browser, username } = await world.person()
      await world.browser().post('/users/authorizations', { username, password: world.password })
      const { body } = await browser.get('/sessions')
      const id = body.sessions.find(({ current }) => !current)?.id ?? ''
      return () => browser.delete(`/sessions/${id}`)
    },
  },
  'GET /documents/:document': { prepare: async world => () => world.browser().get('/documents/terms') },
  'PUT /users/me/terms': {
    async prepare(world) {
      const { browser, id } = await world.person()
      await world.store.users.update(id, { termsVersion: 'earlier' })
      const { body } = await browser.get('/documents/terms')
      return () => browser.put('/users/me/terms', { terms: body.version })
    },
  },
  'GET /users/me': signedIn(({ browser }) => browser.get('/users/me')),
  'PATCH /users/me': signedIn(({ browser }) => browser.patch('/users/me', { displayName: 'Somebody else' })),
  'PATCH /users/me (picture)': signedIn(({ browser }) => browser.patch('/users/me', { avatar: null })),
  'PATCH /users/me (username)': {
    async prepare(world) {
      const { browser } = await world.person()
      const username = world.newName('renamed')
      return () => browser.patch('/users/me', { username })
    },
  },
  'DELETE /users/me': signedIn(({ browser }) => browser.delete('/users/me')),
  'PUT /users/me/password': { ...signedIn(({ browser }, { password }) => browser.put('/users/me/password', { currentPassword: password, ...newPassword })), leaves: ['sign_in_failures'] },
  'PUT /users/me/email': {
    // A try is counted before it is judged, and given back with what it was for: after a few there is a new code to be asked for.
    anew: true, leaves: ['verification_codes', 'code_failures'],
    async prepare(world) {
      const { browser } = await world.person()
      const email = `${world.newName('moved')}@example.com`
      const code = await world.requestCode(browser, email, 'change-email')
      return () => browser.put('/users/me/email', { email, ...code })
    },
  },
  'GET /users/me/export': { ...signedIn(({ browser }) => browser.get('/users/me/export')), leaves: ['audit_events'] },
  'GET /users/me/permissions': signedIn(({ browser }) => browser.get('/users/me/permissions')),

  'GET /oauth/providers': { prepare: async world => () => world.browser().get('/oauth/providers') },
  'POST /oauth/:provider/authorization': { prepare: async world => () => world.browser().post('/oauth/github/authorization', {}) },
  'POST /oauth/:provider/callback': {
    anew: true, leaves: ['federation_attempts', 'binding_tickets'],
    async prepare(world) {
      const who = world.browser()
      const state = await world.begin(who)
      const code = world.providers.agree(state, world.newIdentity())
      return () => world.finish(who, 'github', { state, code })
    },
  },
  'POST /oauth/:provider/callback (bind)': {
    anew: true, leaves: ['federation_attempts', 'binding_tickets'],
    async prepare(world) {
      const { browser } = await world.person()
      const state = await world.begin(browser, 'github', { intent: 'bind' })
      const code = world.providers.agree(state, world.newIdentity())
      return () => world.finish(browser, 'github', { state, code })
    },
  },
  'POST /sessions/handoff': {
    anew: true, leaves: ['federation_attempts', 'handoffs', 'binding_tickets'],
    async prepare(world) {
      const { who, key } = await world.handoff()
      return () => who.post('/sessions/handoff', { key })
    },
  },
  'GET /oauth/bindings/current': {
    async prepare(world) {
      const { who } = await world.unbound()
      return () => who.get('/oauth/bindings/current')
    },
  },
  'DELETE /oauth/bindings/current': {
    async prepare(world) {
      const { who } = await world.unbound()
      return () => who.delete('/oauth/bindings/current')
    },
  },
  'POST /oauth/bindings': {
    leaves: ['sign_in_failures'],
    async prepare(world) {
      const { who } = await world.unbound()
      const { username } = await world.person()
      return () => who.post('/oauth/bindings', { username, password: world.password })
    },
  },
  'POST /oauth/bindings/new-account': {
    // A try is counted before it is judged, and given back with what it was for: after a few there is a new code to be asked for.
    anew: true, leaves: ['verification_codes', 'code_failures'],
    async prepare(world) {
      const { who } = await world.unbound()
      const { body } = await registering(world)
      return () => who.post('/oauth/bindings/new-account', body)
    },
  },
  'GET /users/me/identities': signedIn(({ browser }) => browser.get('/users/me/identities')),
  'DELETE /users/me/identities/:id': {
    async prepare(world) {
      const { browser, identityId } = await world.linked()
      return () => browser.delete(`/users/me/identities/${identityId}`)
    },
  },
}
