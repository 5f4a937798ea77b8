import { getTableColumns } from 'drizzle-orm'
import type { Column, Table } from 'drizzle-orm'
import type { Row, Value } from './people.ts'

const states = ['sent', 'sent', 'sent', 'sent', 'sent', 'sent', 'sent', 'sent', 'pending', 'dead']

/**
 * Rows for a table that people do not fill, of made-up values: instants from a month ago to a month ahead, states as jobs have them.
 *
 * @param references values of the columns that refer to other tables.
 */
export function inventRows(table: Table, count: number, now: Date, references: Record<string, readonly Value[]>): Row[] {
  const columns: Column[] = Object.values(getTableColumns(table))
  return Array.from({ length: count }, (_, index) => Object.fromEntries(columns.map(column => [column.name, valueOf(column, index, count, now, references)])))
}

function valueOf(column: Column, index: number, count: number, now: Date, references: Record<string, readonly Value[]>): Value {
  const known = references[column.name]
  if (known) return known[index % known.length] ?? null
  if (column.name === 'state') return states[index % states.length] ?? null
  if (['used_at', 'voided_at', 'consumed_at'].includes(column.name) && index % 2 === 0) return null
  if (column.dataType === 'date') return new Date(now.getTime() + (index / count - 0.5) * 60 * 86_400_000)
  if (column.dataType === 'number') return index
  if (column.dataType === 'boolean') return index % 2 === 0
  return column.dataType === 'json' ? {} : `${column.name} ${index}`
}
