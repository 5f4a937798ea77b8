import { documentContracts } from '@gatehouse/contracts/documents'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function documentRoutes({ serve }: Http, { documents, userOf }: Features) {
  const { read, accept } = documentContracts.documents

  serve.open(read, async ({ params, query, request }) => documents.read(params.document, query.locale ?? visitorOf(request).locale))

  serve.owned(accept, async ({ identity, body, request }) => userOf(await documents.accept(identity, body, visitorOf(request))))
}
