import { programContracts } from '@gatehouse/contracts/programs'
import type { Features } from '../features.ts'
import type { Http } from '../http.ts'

export function permissionRoutes({ serve }: Http, { permissions }: Features) {
  const { mine, baseInfo, allPermissions } = programContracts.permissions

  serve.owned(mine, async ({ identity }) => permissions.of(identity.userId))
  serve.delegated(baseInfo, async ({ delegation }) => permissions.baseInfo(delegation.userId))
  serve.delegated(allPermissions, async ({ delegation }) => permissions.of(delegation.userId))
}
