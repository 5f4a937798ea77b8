import { programContracts } from '@gatehouse/contracts/programs'
import { repeatable } from '../../http/idempotency-key.ts'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function applicationRoutes({ serve }: Http, { applications, applicationSecrets, applicationLogos, once }: Features) {
  const contract = programContracts.applications

  serve.owned(contract.list, async ({ identity }) => applications.list(identity.userId))

  serve.owned(contract.create, async ({ identity, body, request }) =>
    once(
      repeatable(request, contract.create, body, identity.userId),
      async answer => contract.create.response.parse(JSON.parse(answer)),
      remember => applications.create(identity, body, visitorOf(request), (queries, created) => remember(queries, JSON.stringify(created)))))

  serve.owned(contract.read, async ({ identity, params }) => applications.read(identity, params.clientId))

  serve.owned(contract.update, async ({ identity, params, body, request }) =>
    applications.update(identity, params.clientId, body, visitorOf(request)))

  serve.owned(contract.delete, async ({ identity, params, request }) => {
    await applications.remove(identity, params.clientId, visitorOf(request))
    return undefined
  })

  serve.owned(contract.addSecret, async ({ identity, params, request }) =>
    applicationSecrets.add(identity, params.clientId, visitorOf(request)))

  serve.owned(contract.deleteSecret, async ({ identity, params, request }) => {
    await applicationSecrets.remove(identity, params.clientId, params.id, visitorOf(request))
    return undefined
  })

  serve.owned(contract.setLogo, async ({ identity, params, body, request }) =>
    applicationLogos.set(identity, params.clientId, body.image, visitorOf(request)))

  serve.owned(contract.deleteLogo, async ({ identity, params, request }) => {
    await applicationLogos.remove(identity, params.clientId, visitorOf(request))
    return undefined
  })
}
