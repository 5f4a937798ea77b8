import { ApiProblem, Unreachable } from '@gatehouse/client/errors'
import { expect, test } from 'vitest'
import { useSubmit } from './use-submit.ts'

/** An action whose attempts are settled by hand. */
function gates() {
  const attempts: { resolve: (result: string) => void, reject: (error: Error) => void }[] = []
  const action = () => new Promise<string>((resolve, reject) => { attempts.push({ resolve, reject }) })
  return { attempts, action }
}

test('only the latest attempt writes, whichever answers last', async () => {
  const { attempts, action } = gates()
  const done: string[] = []
  const { submit, pending, failure } = useSubmit(action, result => done.push(result))
  const first = submit()
  const second = submit()
  attempts[1]?.reject(new ApiProblem({ code: 'rate_limited', status: 429, retryAfter: 30 }))
  await second
  attempts[0]?.resolve('late')
  await first
  expect(done).toEqual([])
  expect(failure.value).toMatchObject({ code: 'rate_limited', retryAfter: 30, message: 'problems.rate_limited' })
  expect(pending.value).toBe(false)
})

test('an attempt is pending until the latest is over', async () => {
  const { attempts, action } = gates()
  const { submit, pending } = useSubmit(action)
  const first = submit()
  const second = submit()
  attempts[0]?.resolve('')
  await first
  expect(pending.value).toBe(true)
  attempts[1]?.resolve('')
  await second
  expect(pending.value).toBe(false)
})

test('a new attempt takes the old failure away', async () => {
  let works = false
  const { submit, failure } = useSubmit(async () => {
    if (!works) throw new Unreachable('offline')
  })
  await submit()
  expect(failure.value?.message).toBe('unreachable.offline')
  works = true
  await submit()
  expect(failure.value).toBeNull()
})

test('losing interest is no failure', async () => {
  const { submit, failure } = useSubmit(async () => { throw new Unreachable('aborted') })
  await submit()
  expect(failure.value).toBeNull()
})

test('a fault of ours is told to the person, and not swallowed', async () => {
  const { submit, failure } = useSubmit(async () => { throw new TypeError('a bug') })
  await expect(submit()).rejects.toThrow('a bug')
  expect(failure.value?.message).toBe('problems.internal')
})
