import type { z } from 'zod'
import { sections } from './settings.ts'

/** The settings as a page of Markdown: name, default, meaning. */
export function documentSettings(): string {
  const tables = Object.entries(sections).map(([title, shape]) => [
    `## ${title}`,
    '',
    '| setting | default | meaning |',
    '|---|---|---|',
    ...Object.entries<z.ZodType>(shape).map(([name, schema]) => `| \`${name}\` | ${defaultOf(schema)} | ${schema.description ?? ''} |`),
    '',
  ].join('\n'))
  return `${introduction}\n${tables.join('\n')}`
}

const introduction = `# Settings

Every setting is an environment variable. An empty one counts as not set. A wrong one stops the program with one line that
names it; one whose name is mistyped is named in a warning, where it resembles one of these. This page is written from the schema by \`npm run docs:settings\`.
`

function defaultOf(schema: z.ZodType) {
  const { success, data } = schema.safeParse(undefined)
  if (!success) return 'required'
  return typeof data === 'number' || (typeof data === 'string' && data !== '') ? `\`${data}\`` : ''
}
