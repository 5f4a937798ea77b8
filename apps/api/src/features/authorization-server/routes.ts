import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { programContracts } from '@gatehouse/contracts/programs'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

const exchangeOf = (request: FastifyRequest, reply: FastifyReply) => ({ req: request.raw, res: reply.raw })

export function authorizationServerRoutes({ serve }: Http, { interactions, devices, leaving }: Features) {
  const { interactions: steps, devices: codes, signOuts } = programContracts

  serve.open(steps.details, ({ params, request }) => interactions.details(request.raw, params.uid))
  serve.owned(steps.signIn, ({ params, identity, request }) => interactions.signIn(request.raw, params.uid, identity))
  serve.owned(steps.consent, ({ params, identity, request }) => interactions.consent(request.raw, params.uid, identity, visitorOf(request)))
  serve.open(steps.cancel, ({ params, request }) => interactions.cancel(request.raw, params.uid))

  serve.owned(codes.read, ({ body, identity, request }) => devices.read(body.userCode, identity, visitorOf(request)))
  serve.owned(codes.decide, ({ body, identity, request }) => devices.decide(body.userCode, body.decision, identity, visitorOf(request)))

  serve.open(signOuts.details, ({ request, reply }) => leaving.details(exchangeOf(request, reply)))
  serve.open(signOuts.confirm, async ({ body, request, reply }) => {
    const { redirectTo, cookies } = await leaving.decide(exchangeOf(request, reply), body, visitorOf(request))
    for (const cookie of cookies) reply.header('set-cookie', cookie)
    return { redirectTo }
  })
}

/** The first stop of a browser in an interaction: its cookie is bound to this address, so that each tab has its own. */
export function mountInteractionStart(app: FastifyInstance, webUrl: string) {
  app.get<{ Params: { uid: string } }>('/o/interactions/:uid', { schema: { hide: true } }, async ({ params: { uid } }, reply) =>
    reply.redirect(new URL(`/interaction/${encodeURIComponent(uid)}`, webUrl).href, 303))
}
