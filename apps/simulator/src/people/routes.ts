import type { FastifyInstance } from 'fastify'
import { people } from './people.ts'

/** `GET /people`: who can be named by `simulator_person` on an authorize address. */
export function mountPeople(app: FastifyInstance) {
  app.get('/people', async () => ({ people: people.map(({ id, name }) => ({ id, name })) }))
}
