import { programContracts } from '@gatehouse/contracts/programs'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function consentRoutes({ serve }: Http, { consents }: Features) {
  const { list, revoke } = programContracts.consents

  serve.owned(list, async ({ identity }) => ({ consents: await consents.list(identity.userId) }))

  serve.owned(revoke, async ({ identity, params, request }) => {
    await consents.revoke(identity, params.clientId, visitorOf(request))
    return undefined
  })
}
