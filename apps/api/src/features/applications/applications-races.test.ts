import { expect, test } from 'vitest'
import { registering, webProgram } from '../../../test/registered.ts'

const twenty = <T>(make: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, make))
const tally = (statuses: number[]) => statuses.reduce<Record<number, number>>((counts, status) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }), {})

test('twenty registrations at once never make more programs than an account may have', async () => {
  const { ann, program, rows } = await registering({ settings: { APPLICATIONS_PER_USER: '3' } })
  await program()
  const answers = await twenty(() => ann.browser.post('/o/applications', webProgram))
  expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 2, 409: 18 })
  expect(await rows('applications')).toHaveLength(3)
  expect(await rows('application_secrets')).toHaveLength(3)
})

test('twenty secrets at once are one more', async () => {
  const { ann, program, rows } = await registering()
  for (let round = 0; round < 3; round++) {
    const { clientId } = await program()
    const answers = await twenty(() => ann.browser.post(`/o/applications/${clientId}/secrets`))
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 19 })
    expect((await rows('application_secrets')).filter(({ application_id: id }) => id === clientId)).toHaveLength(2)
  }
})

test('of two secrets that are ended at once one stays', async () => {
  const { ann, program, rows } = await registering()
  for (let round = 0; round < 5; round++) {
    const { clientId, secrets: [first] } = await program()
    const { body: second } = await ann.browser.post(`/o/applications/${clientId}/secrets`)
    const answers = await Promise.all([ann.browser.delete(`/o/applications/${clientId}/secrets/${first?.id}`), ann.browser.delete(`/o/applications/${clientId}/secrets/${second.id}`)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('last_secret')
    expect((await rows('application_secrets')).filter(({ application_id: id }) => id === clientId)).toHaveLength(1)
  }
})

test('changes at once are each judged by what the other left, and lose nothing of each other', async () => {
  const { ann, program } = await registering()
  for (let round = 0; round < 5; round++) {
    const { clientId } = await program({ grantTypes: ['client_credentials'] })
    const change = (changes: object) => ann.browser.patch(`/o/applications/${clientId}`, changes)
    // Either alone is right; together they would be a program with no way back.
    const answers = await Promise.all([change({ grantTypes: ['authorization_code'] }), change({ redirectUris: [] })])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    await Promise.all([change({ name: 'Renamed' }), change({ homepageUrl: 'https://orders.example.com' })])
    expect((await ann.browser.get(`/o/applications/${clientId}`)).body).toMatchObject({ name: 'Renamed', homepageUrl: 'https://orders.example.com' })
  }
})
