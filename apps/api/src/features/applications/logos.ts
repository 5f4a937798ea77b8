import type { Application } from '@gatehouse/contracts/programs'
import { Refusal, refuseField } from '../../lib/refusal.ts'
import type { Visitor } from '../../lib/visitor.ts'
import type { Dependencies } from '../dependencies.ts'
import { recordAbout, type Applications, type Owner } from './applications.ts'
import type { Actor } from './changing.ts'
import { cleanPicture, readPicture } from './pictures.ts'

/** The pictures that people see when they are asked. */
export function createLogos({ store, clock, applications }: Pick<Dependencies, 'store' | 'clock'> & { applications: Applications }) {
  async function put(actor: Actor, clientId: string, picture: ReturnType<typeof readPicture>, visitor: Visitor) {
    const now = clock.now()
    const changed = await store.transaction(async (queries) => {
      await applications.toChange(queries, clientId, actor)
      const row = await queries.applications.update(clientId, { logoVersion: picture?.version ?? null, updatedAt: now })
      if (!row) throw new Refusal('not_found')
      if (picture) await queries.applications.putLogo({ applicationId: clientId, mediaType: picture.mediaType, image: picture.image })
      else await queries.applications.deleteLogo(clientId)
      await recordAbout(queries, visitor, row, actor, { action: 'application.updated', at: now, details: { fields: 'logo' } })
      return row
    })
    return applications.shown(changed)
  }

  return {
    /** @throws Refusal `not_found`, `validation_failed`; `reauthentication_required` for what is somebody else's. */
    async set(owner: Owner, clientId: string, image: string, visitor: Visitor): Promise<Application> {
      // Before anything is said about the picture: strangers learn nothing about the application.
      const actor = await applications.actorOf(owner)
      await applications.toChange(store, clientId, actor)
      const picture = readPicture(image)
      if (!picture) throw refuseField('image', 'image_invalid')
      return put(actor, clientId, picture, visitor)
    },

    /** @throws Refusal `not_found` */
    async remove(owner: Owner, clientId: string, visitor: Visitor): Promise<void> {
      await put(await applications.actorOf(owner), clientId, null, visitor)
    },

    /** To anybody; `null` when there is none that may be shown. Earlier releases stored pictures as they came: they are cleaned here. */
    async find(clientId: string) {
      const logo = await store.applications.findLogo(clientId)
      return logo && cleanPicture(Buffer.from(logo.image, 'base64'))
    },
  }
}
export type Logos = ReturnType<typeof createLogos>
