import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { faults as kinds, type Faults } from './faults.ts'
import type { Mailbox } from './mailbox.ts'

const nothing = z.strictObject({})
const filter = z.strictObject({ to: z.string().trim().optional() })
const planned = z.strictObject({ fault: z.enum(kinds), times: z.int().min(0).max(1000).default(1) })

/** What other programs, tests above all, read the mail with. An unknown parameter is refused, so that a misspelt one never means "all". */
export function mountJsonApi(app: FastifyInstance, mailbox: Mailbox, faults: Faults) {
  app.get('/inbox/messages', async ({ query }) => {
    const { to } = filter.parse(query)
    return { messages: to ? mailbox.addressedTo(to) : mailbox.all() }
  })

  app.delete('/inbox/messages', async ({ query }, reply) => {
    nothing.parse(query)
    mailbox.clear()
    return reply.code(204).send()
  })

  app.post('/inbox/faults', async ({ body }, reply) => {
    const { fault, times } = planned.parse(body)
    faults.plan(fault, times)
    return reply.code(204).send()
  })
}
