import type { Answer } from '../browser.ts'
import { signedIn, type Sweep } from './sweep.ts'
import type { World } from './world.ts'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=', 'base64').toString('base64')

const ofProgram = (send: (browser: World['root']['browser'], path: string, world: World) => Promise<Answer>): Sweep => ({
  async prepare(world) {
    const { browser } = await world.person()
    const { clientId } = await world.program(browser)
    return () => send(browser, `/o/applications/${clientId}`, world)
  },
})

/** Programs, and what people let them. */
export const programs: Record<string, Sweep> = {
  'GET /o/applications': signedIn(({ browser }) => browser.get('/o/applications')),
  'POST /o/applications': signedIn(({ browser }) => browser.post('/o/applications', { name: 'Orders', clientType: 'public', grantTypes: ['authorization_code'], redirectUris: ['https://orders.example.com/cb'] })),
  'GET /o/applications/:clientId': ofProgram((browser, path) => browser.get(path)),
  'PATCH /o/applications/:clientId': ofProgram((browser, path) => browser.patch(path, { name: 'Shop' })),
  'DELETE /o/applications/:clientId': ofProgram((browser, path) => browser.delete(path)),
  'POST /o/applications/:clientId/secrets': ofProgram((browser, path) => browser.post(`${path}/secrets`)),
  'DELETE /o/applications/:clientId/secrets/:id': {
    async prepare(world) {
      const { browser } = await world.person()
      const { clientId } = await world.program(browser)
      const { id } = await world.made(browser, `/o/applications/${clientId}/secrets`, {})
      return () => browser.delete(`/o/applications/${clientId}/secrets/${id}`)
    },
  },
  'PUT /o/applications/:clientId/logo': ofProgram((browser, path) => browser.put(`${path}/logo`, { image: png })),
  'DELETE /o/applications/:clientId/logo': ofProgram((browser, path) => browser.delete(`${path}/logo`)),
  'GET /o/applications/:clientId/logo': {
    async prepare(world) {
      const { browser } = await world.person()
      const { clientId } = await world.program(browser)
      await browser.put(`/o/applications/${clientId}/logo`, { image: png })
      return () => world.browser().get(`/o/applications/${clientId}/logo`)
    },
  },
  'GET /users/me/consents': signedIn(({ browser }) => browser.get('/users/me/consents')),
  'DELETE /users/me/consents/:clientId': {
    async prepare(world) {
      const { browser } = await world.person()
      await world.signIn(browser)
      return () => browser.delete(`/users/me/consents/${world.registered.clientId}`)
    },
  },

  'POST /o/device/verification': {
    async prepare(world) {
      const [{ browser }, userCode] = [await world.person(), await world.userCode()]
      return () => browser.post('/o/device/verification', { userCode })
    },
  },
  'POST /o/device/decision': {
    leaves: ['authorization_artifacts'],
    async prepare(world) {
      const [{ browser }, userCode] = [await world.person(), await world.userCode()]
      return () => browser.post('/o/device/decision', { userCode, decision: 'allow' })
    },
  },
  'GET /o/interactions/:uid': { prepare: async world => () => world.browser().get('/o/interactions/abc') },
  'GET /o/interactions/:uid/details': {
    async prepare(world) {
      const { browser } = await world.person()
      const uid = await world.interaction(browser)
      return () => browser.get(`/o/interactions/${uid}/details`)
    },
  },
  'POST /o/interactions/:uid/sign-in': {
    async prepare(world) {
      const { browser } = await world.person()
      const uid = await world.interaction(browser)
      return () => browser.post(`/o/interactions/${uid}/sign-in`)
    },
  },
  'POST /o/interactions/:uid/consent': {
    leaves: ['authorization_artifacts'],
    async prepare(world) {
      const { browser } = await world.person()
      const first = await world.interaction(browser)
      const { text } = await browser.post(`/o/interactions/${first}/sign-in`)
      const { redirectTo }: { redirectTo: string } = JSON.parse(text)
      const uid = await world.interaction(browser, redirectTo)
      return () => browser.post(`/o/interactions/${uid}/consent`)
    },
  },
  'POST /o/interactions/:uid/cancel': {
    async prepare(world) {
      const { browser } = await world.person()
      const uid = await world.interaction(browser)
      return () => browser.post(`/o/interactions/${uid}/cancel`)
    },
  },
  'GET /o/logout/details': {
    async prepare(world) {
      const { browser } = await world.person()
      await world.leave(browser)
      return () => browser.get('/o/logout/details')
    },
  },
  'POST /o/logout/decision': {
    leaves: ['authorization_artifacts'],
    async prepare(world) {
      const { browser } = await world.person()
      await world.leave(browser)
      return () => browser.post('/o/logout/decision', { decision: 'sign-out' })
    },
  },
  'GET /public-api/current_user/base_info': {
    async prepare(world) {
      const headers = { ...await world.accessToken('openid profile email'), origin: undefined }
      return () => world.browser().get('/public-api/current_user/base_info', { headers })
    },
  },
  'GET /public-api/current_user/all_permissions': {
    async prepare(world) {
      const headers = { ...await world.accessToken('openid permissions'), origin: undefined }
      return () => world.browser().get('/public-api/current_user/all_permissions', { headers })
    },
  },
}
