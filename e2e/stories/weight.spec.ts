import { limits, weighFirstVisit } from '../support/page-weight.ts'
import { expect, test } from '../support/test.ts'

test('a first visit to the sign-in page stays light', async ({ page }, { annotations }) => {
  const { usable, all } = await weighFirstVisit(page, '/sign-in')
  annotations.push({ type: 'weight', description: JSON.stringify({ usable, all }) })
  expect(usable.bytes, JSON.stringify(usable.files)).toBeLessThan(limits.usable)
  expect(all.bytes, JSON.stringify(all.files)).toBeLessThan(limits.all)
  // What talks to the API did come, after the form.
  expect(Object.keys(all.files).length).toBeGreaterThan(Object.keys(usable.files).length)
  expect(Object.keys(all.files).join()).toContain('/assets/connection-')
  // So did the ways in through other sites, with their marks.
  expect(Object.keys(usable.files).join()).not.toContain('/assets/providers-')
  expect(Object.keys(all.files).join()).toContain('/assets/providers-')
})
