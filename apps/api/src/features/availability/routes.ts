import { contracts } from '@gatehouse/contracts'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function availabilityRoutes({ serve }: Http, { availability }: Features) {
  serve.open(contracts.availability.countUsername, async ({ params, request }) =>
    availability.countUsername(params.username, visitorOf(request)))

  serve.open(contracts.availability.countEmail, async ({ params, request }) =>
    availability.countEmail(params.email, visitorOf(request)))
}
