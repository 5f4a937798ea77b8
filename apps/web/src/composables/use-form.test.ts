import { ApiProblem } from '@gatehouse/client/errors'
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { defineComponent, h, nextTick, reactive, withDirectives, vModelText } from 'vue'
import { useForm, type Faults } from './use-form.ts'

afterEach(() => { vi.useRealTimers() })
enableAutoUnmount(afterEach)

/** A form of two fields, over an action. */
function open(send: () => Promise<unknown>, check: () => Faults = () => ({})) {
  const values = reactive({ name: '', code: '' })
  let form: ReturnType<typeof useForm> | undefined
  const Page = defineComponent({
    setup() {
      const used = useForm({ values, check, send, beside: { code_invalid: { field: 'code' } } })
      form = used
      return () => h('form', { ref: 'form' }, [
        withDirectives(h('input', { 'name': 'name', 'aria-invalid': 'name' in used.faults, 'onUpdate:modelValue': (text: string) => { values.name = text } }), [[vModelText, values.name]]),
        h('input', { 'name': 'code', 'autocomplete': 'one-time-code', 'aria-invalid': 'code' in used.faults }),
        h('textarea', { name: 'remark' }),
      ])
    },
  })
  mount(Page, { attachTo: document.body })
  if (!form) throw new Error('the form was not set up')
  return { form, values }
}

const focused = () => document.activeElement?.getAttribute('name')

test('faults that can be told at once keep the form from being sent, and the first has the focus', async () => {
  const send = vi.fn(async () => undefined)
  const { form } = open(send, () => ({ name: undefined, code: 'fieldProblems.code_format' }))
  await form.submit()
  expect(send).not.toHaveBeenCalled()
  expect({ ...form.faults }).toEqual({ code: 'fieldProblems.code_format' })
  expect(focused()).toBe('code')
})

test('refused fields are told beside them, and not once more for the whole', async () => {
  const { form } = open(async () => {
    throw new ApiProblem({ code: 'validation_failed', status: 400, errors: [{ path: 'name', code: 'too_short', message: '' }] })
  })
  await form.submit()
  expect({ ...form.faults }).toEqual({ name: 'fieldProblems.too_short' })
  expect(form.failure.value).toBeNull()
  expect(focused()).toBe('name')
})

test.each(['name', 'remark'])('an answer that comes while people type in another field (%s) leaves them there', async (name) => {
  let refuse: (reason: Error) => void = () => undefined
  const { form } = open(() => new Promise((_, reject) => { refuse = reject }))
  const sent = form.submit()
  document.querySelector<HTMLElement>(`[name=${name}]`)?.focus()
  refuse(new ApiProblem({ code: 'code_invalid', status: 400 }))
  await sent
  expect({ ...form.faults }).toEqual({ code: 'problems.code_invalid' })
  expect(focused()).toBe(name)
})

test('a refused field that the form does not have is told for the whole', async () => {
  const { form } = open(async () => {
    throw new ApiProblem({ code: 'validation_failed', status: 400, errors: [{ path: 'other', code: 'invalid', message: '' }] })
  })
  await form.submit()
  expect(form.failure.value?.message).toBe('problems.validation_failed')
})

test('a refusal of the whole that concerns one field stands beside it', async () => {
  const { form } = open(async () => { throw new ApiProblem({ code: 'code_invalid', status: 400 }) })
  await form.submit()
  expect({ ...form.faults }).toEqual({ code: 'problems.code_invalid' })
  expect(form.failure.value).toBeNull()
})

test('a refused code or password is selected, to be typed anew', async () => {
  const { form } = open(async () => { throw new ApiProblem({ code: 'code_invalid', status: 400 }) })
  const field = document.querySelector<HTMLInputElement>('input[name=code]')
  if (field) field.value = '123456'
  await form.submit()
  expect([focused(), field?.selectionStart, field?.selectionEnd]).toEqual(['code', 0, 6])
})

test('typing into a field takes its fault away', async () => {
  const { form, values } = open(async () => undefined, () => ({ name: 'fieldProblems.required', code: 'fieldProblems.required' }))
  await form.submit()
  values.name = 'Ann'
  await nextTick()
  expect({ ...form.faults }).toEqual({ code: 'fieldProblems.required' })
})

test('a form that has to wait is not sent before', async () => {
  vi.useFakeTimers()
  const send = vi.fn(async () => { throw new ApiProblem({ code: 'rate_limited', status: 429, retryAfter: 30 }) })
  const { form } = open(send)
  await form.submit()
  await form.submit()
  expect(send).toHaveBeenCalledTimes(1)
  expect(form.wait.value).toBe(30)
  vi.advanceTimersByTime(30_000)
  await form.submit()
  expect(send).toHaveBeenCalledTimes(2)
})

test('what is wrong with one entry of a list stays while another is typed into, and goes with the list', async () => {
  const values = reactive({ rows: ['a', 'b', 'c'] })
  let form: ReturnType<typeof useForm> | undefined
  mount({
    setup() {
      form = useForm({
        values,
        send: async () => {
          throw new ApiProblem({ code: 'validation_failed', status: 400, errors: [0, 2].map(row => ({ path: `rows.${row}`, code: 'invalid', message: '' })) })
        },
      })
      return () => h('form', { ref: 'form' })
    },
  })
  if (!form) throw new Error('the form was not set up')
  await form.submit()
  expect({ ...form.faults }).toEqual({ 'rows.0': 'fieldProblems.invalid', 'rows.2': 'fieldProblems.invalid' })
  expect(form.failure.value).toBeNull()
  values.rows = ['better', 'b', 'c']
  await nextTick()
  expect({ ...form.faults }).toEqual({ 'rows.2': 'fieldProblems.invalid' })
  values.rows = ['better', 'c']
  await nextTick()
  expect({ ...form.faults }).toEqual({})
})
