import type { TestProject } from 'vitest/node'

export default function setup({ provide }: TestProject) {
  provide('postgresUrl', '')
}
