import { contracts } from '@gatehouse/contracts'
import { personalDataContracts } from '@gatehouse/contracts/personal-data'
import { clearRefreshToken } from '../../http/cookies.ts'
import { visitorOf } from '../../http/visitor.ts'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function accountRoutes({ serve }: Http, { account, exportData, userOf }: Features) {
  const { me, update, remove, changePassword, changeEmail } = contracts.account

  serve.owned(me, async ({ identity }) => userOf(await account.find(identity.userId)))

  serve.owned(update, async ({ identity, body, request }) =>
    userOf(await account.update(identity, body, visitorOf(request))))

  serve.owned(changePassword, async ({ identity, body: { endOtherSessions: endOthers = true, ...body }, request }) => {
    await account.changePassword(identity, { ...body, endOthers }, visitorOf(request))
    return undefined
  })

  serve.owned(changeEmail, async ({ identity, body, request }) =>
    userOf(await account.changeEmail(identity, body, visitorOf(request))))

  serve.owned(remove, async ({ identity, request, reply }) => {
    await account.remove(identity, visitorOf(request))
    clearRefreshToken(reply)
    return undefined
  })

  serve.owned(personalDataContracts.personalData.exportData, async ({ identity, request, reply }) => {
    reply.header('content-disposition', 'attachment; filename="gatehouse-account.json"')
    return exportData(identity, visitorOf(request))
  })
}
