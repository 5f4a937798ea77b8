import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { fakeDependencies, around } from '../../test/gatehouse.ts'
import CodeField from './code-field.vue'

async function openField() {
  const { dependencies } = await fakeDependencies()
  const wrapper = mount(CodeField, { props: { modelValue: '', name: 'emailCode', label: 'Code' }, global: around(dependencies), attachTo: document.body })
  const input = wrapper.get('input')
  const latest = () => wrapper.emitted('update:modelValue')?.at(-1)?.[0]
  return { wrapper, input, latest }
}

test.each([
  ['123456', '123456'], ['123 456', '123456'], [' 123-456\n', '123456'], ['Your code: 123456.', '123456'], ['１２３４５６', '123456'], ['1234567', '123456'], ['12a', '12'],
])('what is pasted is read as digits: %j', async (pasted, code) => {
  const { input, latest } = await openField()
  await input.setValue(pasted)
  expect(latest()).toBe(code)
  expect(input.element.value).toBe(code)
})

test('six cells are drawn, and it is one field to browsers and screen readers', async () => {
  const { wrapper, input } = await openField()
  expect(wrapper.findAll('input')).toHaveLength(1)
  expect(wrapper.findAll('[aria-hidden] > span')).toHaveLength(6)
  expect(input.attributes()).toMatchObject({ autocomplete: 'one-time-code', inputmode: 'numeric', name: 'emailCode' })
  expect(wrapper.get('label').attributes('for')).toBe(input.attributes('id'))
})
