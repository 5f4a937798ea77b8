import type { FastifyInstance } from 'fastify'
import { streamChanges } from './changes.ts'
import type { Faults } from './faults.ts'
import { mountJsonApi } from './json-api.ts'
import type { Mailbox } from './mailbox.ts'
import { mountPages } from './page-routes.ts'

export interface InboxDependencies {
  mailbox: Mailbox
  faults: Faults
  /** The front end, where a first mail can be caused. */
  webUrl: string
  /** Where mail is received. */
  smtpUrl: string
}

/** Everything below `/inbox`. */
export function mountInbox(app: FastifyInstance, { mailbox, faults, ...places }: InboxDependencies) {
  mountJsonApi(app, mailbox, faults)
  streamChanges(app, mailbox)
  mountPages(app, mailbox, places)
}
