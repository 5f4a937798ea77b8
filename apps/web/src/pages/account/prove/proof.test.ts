import { ApiProblem } from '@gatehouse/client/errors'
import { expect, test, vi } from 'vitest'
import { createProof } from './proof.ts'

const refused = () => new ApiProblem({ code: 'reauthentication_required', status: 403 })

test('an action that needs no proof asks for none', async () => {
  const { withProof, isAsked } = createProof()
  expect(await withProof(async () => 'done')).toBe('done')
  expect(isAsked.value).toBe(false)
})

test('an action that needs a proof is done once there is one', async () => {
  const { withProof, isAsked, answer } = createProof()
  const action = vi.fn().mockRejectedValueOnce(refused()).mockResolvedValueOnce('done')
  const result = withProof(action)
  await vi.waitFor(() => { expect(isAsked.value).toBe(true) })
  answer(true)
  expect(await result).toBe('done')
  expect(isAsked.value).toBe(false)
})

test('without a proof the action is given up, and that is no failure', async () => {
  const { withProof, isAsked, answer } = createProof()
  const action = vi.fn().mockRejectedValue(refused())
  const result = withProof(action)
  await vi.waitFor(() => { expect(isAsked.value).toBe(true) })
  answer(false)
  await expect(result).rejects.toMatchObject({ reason: 'aborted' })
  expect(action).toHaveBeenCalledTimes(1)
})

test('another refusal is not asked about', async () => {
  const { withProof, isAsked } = createProof()
  await expect(withProof(async () => { throw new ApiProblem({ code: 'rate_limited', status: 429 }) })).rejects.toMatchObject({ code: 'rate_limited' })
  expect(isAsked.value).toBe(false)
})
