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

Settings are environment variables. An empty variable counts as not set. The programs refuse to start with an invalid value and name the
setting in one line; a variable whose name resembles a setting is reported in a warning. This page is generated from the schema by \`npm run docs:settings\`.
`

function defaultOf(schema: z.ZodType) {
  const { success, data } = schema.safeParse(undefined)
  if (!success) return 'required'
  return typeof data === 'number' || (typeof data === 'string' && data !== '') ? `\`${data}\`` : ''
}
