import type { ProblemCode } from '@gatehouse/contracts'
import { computed, nextTick, reactive, shallowRef, useTemplateRef, watch } from 'vue'
import type { MessageKey } from '../preferences/messages.ts'
import type { Failure } from './failure.ts'
import { isTypingElsewhere } from './is-typing-elsewhere.ts'
import { useCountdown } from './use-countdown.ts'
import { useSubmit } from './use-submit.ts'

/** What is wrong with fields, by their names, or with one entry of a list, as `name.0`: keys of sentences. */
export type Faults = Partial<Record<string, MessageKey>>

/** What nobody mends in the middle. */
const secrets = '[autocomplete="current-password"], [autocomplete="one-time-code"]'

interface FormOptions<Result> {
  /** What people type, by the names of the fields. Typing into a field takes its fault away. */
  values: Record<string, unknown>
  /** Faults we can tell without asking the API; nothing is sent while there are any. */
  check?: () => Faults
  send: () => Promise<Result>
  done?: (result: Result) => unknown
  /** Refusals of the whole that are explained beside one field. */
  beside?: Partial<Record<ProblemCode, { field: string, message?: MessageKey }>>
  /** Refusals that are told of the whole, and the field that has to be typed anew then: it is marked, has the focus, and is selected. */
  blames?: Partial<Record<ProblemCode, string>>
}

/**
 * A form: what is wrong with which field, what is wrong with the whole, and how long to wait. After a failure the focus is on the
 * first faulty field, unless people type in another one by then; a password or code in it is selected. Give the `<form>` element `ref="form"`.
 */
export function useForm<Result>({ values, check, send, done, beside = {}, blames = {} }: FormOptions<Result>) {
  const form = useTemplateRef<HTMLFormElement>('form')
  const faults = reactive<Faults>({})
  const { submit: sendOnce, pending, failure } = useSubmit(send, done)
  const blamed = shallowRef<string | null>(null)
  const waitUntil = shallowRef<number | null>(null)
  const wait = useCountdown(waitUntil)

  for (const name of Object.keys(values)) {
    watch(() => values[name], (now, before) => {
      if (blamed.value === name) blamed.value = null
      for (const path of Object.keys(faults)) if (isOutdated(path, name, now, before)) delete faults[path]
    })
  }

  function mark(news: Faults) {
    for (const name of Object.keys(faults)) delete faults[name]
    Object.assign(faults, news)
  }

  async function focusFirstFault() {
    await nextTick()
    const first = form.value?.querySelector<HTMLElement>('[aria-invalid="true"]')
    first?.focus()
    if (first instanceof HTMLInputElement && (blamed.value !== null || first.matches(secrets))) first.select()
  }

  /** To be called on `submit`; a form that is being sent, or has to wait, is not sent again. */
  async function submit() {
    if (pending.value || wait.value > 0) return
    blamed.value = null
    mark(present(check?.() ?? {}))
    const sentFrom = document.activeElement
    const sent = { ...values }
    if (Object.keys(faults).length === 0) {
      await sendOnce()
      mark(faultsOf(failure.value))
      const field = failure.value?.code ? blames[failure.value.code] : undefined
      // Whoever types on is not stopped.
      blamed.value = field !== undefined && values[field] === sent[field] ? field : null
      waitUntil.value = failure.value?.retryAfter ? Date.now() + failure.value.retryAfter * 1000 : null
    }
    if ((Object.keys(faults).length > 0 || blamed.value) && !isTypingElsewhere(sentFrom)) await focusFirstFault()
  }

  function faultsOf(failure: Failure | null): Faults {
    if (!failure?.code) return {}
    const place = beside[failure.code]
    if (place) return { [place.field]: place.message ?? failure.message }
    return Object.fromEntries(failure.errors.filter(({ path }) => fieldOf(path) in values).map(({ path, code }) => [path, `fieldProblems.${code}`]))
  }

  return {
    submit, pending, faults, blamed, wait, mark, focusFirstFault,
    /** What to say of the whole form: nothing when every reason stands beside a field. */
    failure: computed(() => {
      const reasons = failure.value && (failure.value.errors.length || (failure.value.code && beside[failure.value.code] ? 1 : 0))
      return failure.value && reasons && reasons === Object.keys(faultsOf(failure.value)).length ? null : failure.value
    }),
  }
}

const fieldOf = (path: string) => path.split('.')[0] ?? ''

/** Whether a fault is of what the field was before; of a list in which one entry was typed into, those of the others stay. */
function isOutdated(path: string, name: string, now: unknown, before: unknown) {
  const [field, entry] = path.split('.')
  const isSame = entry && Array.isArray(now) && Array.isArray(before) && now.length === before.length && Reflect.get(now, entry) === Reflect.get(before, entry)
  return field === name && !isSame
}

const present = (faults: Faults): Faults => Object.fromEntries(Object.entries(faults).filter(([, message]) => message !== undefined))
