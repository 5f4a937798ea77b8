import { harness } from './harness.ts'

type Options = Parameters<typeof harness>[0]

/** What most programs say when they are registered. */
export const webProgram = {
  name: 'Orders', clientType: 'confidential', grantTypes: ['authorization_code', 'refresh_token'], redirectUris: ['https://orders.example.com/cb'],
} as const

export const publicProgram = { ...webProgram, name: 'Pocket', clientType: 'public' } as const

/** An application with Ann, who registers programs. */
export async function registering(options: Options = {}) {
  const h = await harness(options)
  const ann = await h.register('ann-lee')

  return {
    ...h, ann,

    /** A program of hers, as the answer says it. */
    async program(input: object = {}) {
      const answer = await ann.browser.post('/o/applications', { ...webProgram, ...input })
      if (answer.status !== 201) throw new Error(`not registered: ${JSON.stringify(answer.body)}`)
      return answer.body
    },

    /** What is wrong with such a program, by field. */
    async faults(input: object) {
      const { status, body } = await ann.browser.post('/o/applications', { ...webProgram, ...input })
      return status === 201 ? null : body.errors.map(({ path, code }) => [path, code])
    },

    /** Somebody who runs the place. */
    async superuser(username: string) {
      const person = await h.register(username)
      await h.store.users.update(person.id, { isSuperuser: true })
      return person
    },
  }
}
