import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { mailPolicy } from '../http/security-headers.ts'
import { keepLanguage, languageOf } from '../pages/language.ts'
import type { Mailbox } from './mailbox.ts'
import { framedMail } from './framed-mail.ts'
import { goneFor, pageOfList } from './list-page.ts'
import { pageOfMail } from './mail-page.ts'

const search = z.object({ to: z.string().trim().catch('') })
const named = z.object({ id: z.string() })

interface Places { webUrl: string, smtpUrl: string }

/** The pages on which people read the mail. */
export function mountPages(app: FastifyInstance, mailbox: Mailbox, places: Places) {
  app.get('/inbox', async (request, reply) => {
    if (keepLanguage(request, reply)) return reply
    const { to } = search.parse(request.query)
    const all = mailbox.all()
    const wanted = to.toLowerCase()
    // People look for a part of an address; programs name the whole of it.
    const mails = all.filter(mail => mail.to.toLowerCase().includes(wanted))
    return page(reply, pageOfList({ ...visit(request), ...places, mails, total: all.length, search: to }))
  })

  app.get('/inbox/:id', async (request, reply) => {
    if (keepLanguage(request, reply)) return reply
    const mail = mailbox.find(named.parse(request.params).id)
    return mail ? page(reply, pageOfMail(mail, visit(request))) : page(reply.code(404), goneFor(visit(request)))
  })

  app.get('/inbox/:id/html', async (request, reply) => {
    const mail = mailbox.find(named.parse(request.params).id)
    if (!mail) return reply.callNotFound()
    return page(reply.header('content-security-policy', mailPolicy), framedMail(mail.html))
  })
}

const visit = (request: FastifyRequest) => ({ language: languageOf(request), url: request.url })
const page = (reply: FastifyReply, text: string) => reply.header('vary', 'Accept-Language, Cookie').type('text/html; charset=utf-8').send(text)
