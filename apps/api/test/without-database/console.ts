import { randomUUID } from 'node:crypto'
import type { Answer } from '../browser.ts'
import type { Sweep } from './sweep.ts'
import type { World } from './world.ts'

const asRoot = (send: (root: World['root']['browser']) => Promise<Answer>): Sweep => ({ prepare: async ({ root }) => () => send(root.browser) })
const asRootAbout = <T>(make: (world: World) => Promise<T>, send: (root: World['root']['browser'], about: T) => Promise<Answer>): Sweep => ({
  async prepare(world) {
    const about = await make(world)
    return () => send(world.root.browser, about)
  },
})

/** What superusers do, and what needs no database. */
export const consoleAndRest: Record<string, Sweep> = {
  'GET /admin/overview': asRoot(root => root.get('/admin/overview')),
  'GET /admin/applications': asRoot(root => root.get('/admin/applications')),
  'PATCH /admin/applications/:clientId': asRootAbout(async world => world.program((await world.person()).browser), (root, { clientId }) => root.patch(`/admin/applications/${clientId}`, { disabled: true })),
  'GET /admin/audit-events': asRoot(root => root.get('/admin/audit-events')),
  'GET /admin/groups': asRoot(root => root.get('/admin/groups')),
  'POST /admin/groups': asRootAbout(async world => world.newName('made'), (root, name) => root.post('/admin/groups', { name })),
  'PATCH /admin/groups/:id': asRootAbout(world => world.group(), (root, { id }) => root.patch(`/admin/groups/${id}`, { description: 'Changed' })),
  'DELETE /admin/groups/:id': asRootAbout(world => world.group(), (root, { id }) => root.delete(`/admin/groups/${id}`)),
  'GET /admin/groups/:id/members': asRootAbout(world => world.group(), (root, { id }) => root.get(`/admin/groups/${id}/members`)),
  'POST /admin/permissions': asRootAbout(async world => world.newName('orders.read'), (root, code) => root.post('/admin/permissions', { code })),
  'DELETE /admin/permissions/:code': asRootAbout(async (world) => {
    const code = world.newName('orders.write')
    await world.made(world.root.browser, '/admin/permissions', { code })
    return code
  }, (root, code) => root.delete(`/admin/permissions/${code}`)),
  'GET /admin/jobs': asRoot(root => root.get('/admin/jobs')),
  'POST /admin/jobs/:id/retry': asRootAbout(async (world) => {
    await world.browser().post('/verification-codes', { email: `${randomUUID()}@example.com`, purpose: 'register' })
    return String((await world.rows('jobs')).find(({ state }) => state === 'pending')?.id)
  }, (root, id) => root.post(`/admin/jobs/${id}/retry`)),
  'GET /admin/users': asRoot(root => root.get('/admin/users?search=person')),
  'GET /admin/users/:id': asRootAbout(world => world.person(), (root, { id }) => root.get(`/admin/users/${id}`)),
  'PATCH /admin/users/:id': asRootAbout(world => world.person(), (root, { id }) => root.patch(`/admin/users/${id}`, { disabled: true })),
  'DELETE /admin/users/:id/sessions': asRootAbout(world => world.person(), (root, { id }) => root.delete(`/admin/users/${id}/sessions`)),
  'POST /admin/users/:id/password-resets': asRootAbout(world => world.person(), (root, { id }) => root.post(`/admin/users/${id}/password-resets`)),

  'GET /.well-known/openid-configuration': { prepare: async world => () => world.browser().get('/.well-known/openid-configuration') },
  'GET /.well-known/jwks.json': { prepare: async world => () => world.browser().get('/.well-known/jwks.json') },
  'GET /livez': { prepare: async world => () => world.browser().get('/livez') },
}
