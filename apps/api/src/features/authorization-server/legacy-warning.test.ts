import { expect, test } from 'vitest'
import { harness } from '../../../test/harness.ts'

test('whoever allows the grants that are given up is warned at every start, and nobody else', async () => {
  const warnings = ({ logLines }: { logLines: string[] }) => logLines.filter(line => line.includes('LEGACY_GRANTS') && line.includes('"level":40'))
  expect(warnings(await harness())).toEqual([])
  expect(warnings(await harness({ settings: { LEGACY_GRANTS: 'true' } }))).toHaveLength(1)
})
