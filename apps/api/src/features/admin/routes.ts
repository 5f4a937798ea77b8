import { consoleContracts } from '@gatehouse/contracts/console'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function adminRoutes(http: Http, features: Features) {
  userRoutes(http, features)
  groupRoutes(http, features)
  auditRoutes(http, features)

  const { adminApplications, adminJobs, adminOverview } = consoleContracts
  http.serve.owned(adminApplications.list, async ({ query }) => features.adminApplications.list(query))
  http.serve.owned(adminApplications.update, async ({ params, body, identity, request }) =>
    features.adminApplications.update(params.clientId, body, identity, visitorOf(request)))
  http.serve.owned(adminOverview.read, async ({ query }) => features.overview(query.days))
  http.serve.owned(adminJobs.list, async ({ query }) => features.adminJobs.list(query))
  http.serve.owned(adminJobs.retry, async ({ params, identity, request }) => features.adminJobs.retry(params.id, identity, visitorOf(request)))
}

function userRoutes({ serve }: Http, { adminUsers, searchUsers }: Features) {
  const { list, read, update, endSessions, startPasswordReset } = consoleContracts.adminUsers

  serve.owned(list, async ({ query }) => searchUsers(query))
  serve.owned(read, async ({ params, identity }) => adminUsers.read(params.id, identity))
  serve.owned(update, async ({ params, body, identity, request }) => adminUsers.update(params.id, body, identity, visitorOf(request)))

  serve.owned(endSessions, async ({ params, identity, request }) => {
    await adminUsers.endSessions(params.id, identity, visitorOf(request))
    return undefined
  })

  serve.owned(startPasswordReset, async ({ params, identity, request }) => adminUsers.startPasswordReset(params.id, identity, visitorOf(request)))
}

function groupRoutes({ serve }: Http, { adminGroups }: Features) {
  const { list, create, update, delete: remove, members, createPermission, deletePermission } = consoleContracts.adminGroups

  serve.owned(list, async () => adminGroups.list())
  serve.owned(create, async ({ body, identity, request }) => adminGroups.create(body, identity, visitorOf(request)))
  serve.owned(update, async ({ params, body, identity, request }) => adminGroups.update(params.id, body, identity, visitorOf(request)))
  serve.owned(members, async ({ params, query }) => adminGroups.members(params.id, query))

  serve.owned(remove, async ({ params, identity, request }) => {
    await adminGroups.remove(params.id, identity, visitorOf(request))
    return undefined
  })

  serve.owned(createPermission, async ({ body, identity, request }) => adminGroups.createPermission(body, identity, visitorOf(request)))

  serve.owned(deletePermission, async ({ params, identity, request }) => {
    await adminGroups.removePermission(params.code, identity, visitorOf(request))
    return undefined
  })
}

function auditRoutes({ serve }: Http, { adminAudit, exportAudit }: Features) {
  serve.owned(consoleContracts.adminAudit.list, async ({ query: { cursor, limit, ...filters }, identity, request, reply }) => {
    if (!/\btext\/csv\b/i.test(request.headers.accept ?? '')) return adminAudit.list({ cursor, limit, ...filters })
    reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="gatehouse-audit-events.csv"')
    return exportAudit(filters, identity, visitorOf(request))
  })
}
