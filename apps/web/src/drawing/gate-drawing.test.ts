import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { around, fakeDependencies } from '../../test/gatehouse.ts'
import GateDrawing from './gate-drawing.vue'

test('the drawing weighs less than 6 KB, and says nothing to screen readers', async () => {
  const { dependencies } = await fakeDependencies()
  const svg = mount(GateDrawing, { global: around(dependencies) }).html({ raw: true })
  expect(svg.length).toBeLessThan(6144)
  expect(svg).toContain('aria-hidden="true"')
})
