import { expect, test } from 'vitest'
import { registering, webProgram } from '../../../test/registered.ts'

test.each([
  ['the blank of Braille', '\u2800'], ['a Hangul filler', 'Orders\u3164'], ['fillers only', '\u115f\u1160'], ['what has no width', 'Or\u200bders'], ['a mark on nothing', '\u0301'],
  ['joiners only', '\u200d\u200d'], ['what turns the text around', 'Orders\u202egnp'], ['a private letter', '\ue000'], ['two lines', 'Orders\nAllow'],
])('%s is no name of an application', async (_what, name) => {
  const { ann, program } = await registering()
  const { clientId } = await program()
  for (const answer of [await ann.browser.post('/o/applications', { ...webProgram, name }), await ann.browser.patch(`/o/applications/${clientId}`, { name })]) {
    expect([answer.status, answer.body.errors.map(({ path, code }) => [path, code])]).toEqual([400, [['name', 'display_name_characters']]])
  }
})

const imitations = [
  'Gatehouse', 'GATEHOUSE', 'gate-house', 'The Gate House Team', 'G\u0430tehouse', 'Gateh\u03bfuse', 'Gateh0use', 'G\u00e1tehouse', 'Gatehouse\u0301', '\uff27atehouse', '\ud835\udc06atehouse', 'Gate\u200dhouse',
  '门楼', '門樓', '门 楼', '门楼安全中心', 'Sign in · 门楼',
]
test.each(imitations)('%s looks like us, and is no name of an application', async (name) => {
  expect(await (await registering()).faults({ name })).toEqual([['name', 'name_imitates']])
})

test.each(['Gate', 'House of Tea', '东门楼房产', '城门', 'می\u200cخواهم', '👩\u200d💻 Tools', '한국어', 'नमस्ते'])('%s is a name', async (name) => {
  expect(await (await registering()).faults({ name })).toBeNull()
})

test('a name that was let through before is shown as the id to those who are asked', async () => {
  const { ann, program, store, clock } = await registering()
  const { clientId } = await program()
  const now = clock.now()
  await store.consents.hold({ id: 'c', userId: ann.id, applicationId: clientId, scopes: [], resources: {}, createdAt: now, updatedAt: now })
  for (const name of ['\u2800', 'G\u0430tehouse']) {
    await store.applications.update(clientId, { name })
    const { consents } = (await ann.browser.get('/users/me/consents')).body
    expect(consents.map(({ application }) => application.name)).toEqual([clientId])
  }
})
