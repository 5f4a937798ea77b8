import { afterEach, expect, test } from 'vitest'
import { openPage, world } from '../../../../test/application-pages.ts'

afterEach(() => { document.body.innerHTML = '' })

async function asked(...given: Parameters<typeof world>) {
  const { wrapper, press } = await openPage('/account/data', world(...given), 'Delete account')
  await press('Delete account')
  return wrapper.get('dialog')
}

test('whoever deletes their account is told how many of their applications stop working', async () => {
  expect((await asked([{}, { clientId: 'client-2' }, { clientId: 'client-3', disabled: true }])).text()).toContain('2 applications you registered stop working')
})

test('whoever has none working is told nothing of applications', async () => {
  expect((await asked([{ disabled: true }])).text()).not.toContain('stop')
})
