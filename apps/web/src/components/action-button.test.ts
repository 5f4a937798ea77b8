import { mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { around, fakeDependencies } from '../../test/gatehouse.ts'
import ActionButton from './action-button.vue'

async function pressed(props: { pending?: boolean, disabled?: boolean }) {
  const { dependencies } = await fakeDependencies()
  const onClick = vi.fn()
  await mount(ActionButton, { props, attrs: { onClick }, global: around(dependencies) }).trigger('click')
  return onClick.mock.calls.length
}

test('a button does what it is for', async () => {
  expect(await pressed({})).toBe(1)
})

test.each([{ pending: true }, { disabled: true }])('a button does nothing while %o', async (props) => {
  expect(await pressed(props)).toBe(0)
})
