import type { FastifyInstance } from 'fastify'
import { choosePage, closedPage, messagePage, unknownPersonPage } from '../consent/pages.ts'
import { stylesOf } from '../consent/styles.ts'
import { mountFaults } from '../faults/routes.ts'
import { createHostFaults } from '../faults/plan.ts'
import { suffer } from '../faults/suffer.ts'
import { sendAnswer } from '../oauth/answer.ts'
import { queryOf, readCall } from '../oauth/call.ts'
import { keepLanguage, languageOf } from '../pages/language.ts'
import type { Provider, RawRoute } from './provider.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Pages for people suffer only from faults that name their path. */
    forPeople?: boolean
  }
}

/** Names the language on a provider's page; Weibo has a parameter `language` of its own. */
const languageParameter = 'simulator_language'

/** Every provider at `/HOST/PATH`, with its faults. */
export function mountProviders(app: FastifyInstance, providers: readonly Provider[]) {
  const errors = new Map(providers.flatMap(({ hosts, errorIn200 }) => hosts.map(host => [host, errorIn200])))
  const faults = createHostFaults()
  mountFaults(app, faults, [...errors.keys()])

  app.get('/assets/providers.css', async (_request, reply) => reply.type('text/css; charset=utf-8').send(stylesOf(providers)))

  // As if nobody had signed in yet: codes and tokens are gone, and whose `unionid` comes later starts over.
  app.delete('/sign-ins', async (_request, reply) => {
    for (const memory of providers.flatMap(({ keeps }) => keeps)) memory.clear()
    return reply.code(204).send()
  })

  app.post('/signing-keys', async (_request, reply) => {
    for (const provider of providers) provider.rotateKey?.()
    return reply.code(204).send()
  })

  app.register(async (scope) => {
    // Each provider has its own idea of a body, and its own error when it cannot be read.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    suffer(scope, faults, errors)
    for (const provider of providers) {
      mountProvider(scope, provider)
      scope.register(async inner => mountRaw(inner, provider.raw ?? []))
    }
  })
}

function mountProvider(scope: FastifyInstance, provider: Provider) {
  for (const { url, show } of provider.pages) {
    scope.get(url, { config: { forPeople: true } }, async (request, reply) => {
      if (keepLanguage(request, reply, languageParameter)) return reply
      const screen = show(queryOf(request.url))
      if (screen.kind === 'redirect') return reply.redirect(screen.url, 302)
      if (screen.kind === 'answer') return sendAnswer(reply, screen.answer)
      const visit = { provider, language: languageOf(request), url: request.url }
      reply.type('text/html; charset=utf-8').header('vary', 'Accept-Language, Cookie')
      if (screen.kind === 'choose') return reply.send(choosePage(visit, screen))
      if (screen.kind === 'closed') return reply.send(closedPage(visit))
      if (screen.kind === 'unknown-person') return reply.code(400).send(unknownPersonPage(visit))
      return reply.code(screen.status).send(messagePage(visit, screen))
    })
  }
  for (const { method, url, answer } of provider.endpoints) {
    scope.route({ method, url, handler: async (request, reply) => sendAnswer(reply, await answer(readCall(request))) })
  }
  if (provider.raw) return
  for (const host of provider.hosts) {
    scope.all(`/${host}/*`, async (request, reply) => sendAnswer(reply, provider.notFound(readCall(request), host)))
  }
}

function mountRaw(scope: FastifyInstance, routes: readonly RawRoute[]) {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
  for (const { methods, url, forPeople, serve } of routes) {
    scope.route({
      method: methods, url, config: { forPeople }, exposeHeadRoute: false,
      handler: async (request, reply) => {
        reply.hijack()
        await serve(request.raw, reply.raw)
        return reply
      },
    })
  }
}
