import type { ApplicationFace } from '@gatehouse/contracts/programs'
import { toFace } from '../applications/applications.ts'
import type { Store } from '../store.ts'

/** How people see an application that asks them for something; `null` when it is disabled or gone. */
export const createFaces = ({ store, apiUrl }: { store: Pick<Store, 'authorization'>, apiUrl: string }) =>
  async function faceOf(clientId: string): Promise<ApplicationFace | null> {
    const found = await store.authorization.findClient(clientId)
    return found && toFace(found.application, apiUrl)
  }
