import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { z } from 'zod'
import { dialect } from '../database.ts'

/** Rows in a plan from which on sorting them, or going through them, is costly. */
const many = 2000

const Plan = z.object({
  'Node Type': z.string(), 'Relation Name': z.string().optional(), 'Index Cond': z.string().optional(), 'Recheck Cond': z.string().optional(), 'Plan Rows': z.number(),
  get 'Plans'() { return z.array(Plan).optional() },
})
type Plan = z.infer<typeof Plan>

/** What is costly in how a statement would be run: whole tables gone through, large sorts; in words. */
export interface Plans {
  faults(sql: string, params: unknown[]): Promise<string[]>
  /** The plan as the database writes it. */
  plan(sql: string, params: unknown[]): Promise<string>
  close(): Promise<void>
}

/** @param large names of the tables that grow. */
export const openPlans = (url: string, large: ReadonlySet<string>): Promise<Plans> => dialect === 'sqlite' ? sqlitePlans(url, large) : postgresPlans(url, large)

async function sqlitePlans(url: string, large: ReadonlySet<string>): Promise<Plans> {
  const client = new Sqlite(url.replace('file:', ''), { readonly: true })
  const stepsOf = (sql: string, params: unknown[]) => client.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...params).map(({ detail }) => detail)
  return {
    plan: async (sql, params) => stepsOf(sql, params).join('\n'),
    async faults(sql, params) {
      const steps = stepsOf(sql, params)
      const isLimited = /\blimit\b/.test(sql)
      return steps.filter((step) => {
        const [, scanned, index] = /^SCAN (\w+)( USING (?:COVERING )?INDEX)?/.exec(step) ?? []
        if (scanned !== undefined && large.has(scanned)) return !(index && isLimited)
        // Sorting only what is alike in the first terms is no sort of everything.
        return /USE TEMP B-TREE FOR ORDER BY/.test(step) && isLimited
      })
    },
    close: async () => { client.close() },
  }
}

async function postgresPlans(url: string, large: ReadonlySet<string>): Promise<Plans> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  // Of some thousand rows all are read at once more cheaply than some by an index: what is asked is whether an index is there for it.
  await client.query('set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off')

  function faultsOf(plan: Plan, isLimited: boolean): string[] {
    const [type, relation = '', limited] = [plan['Node Type'], plan['Relation Name'], isLimited || plan['Node Type'] === 'Limit']
    const plans = plan.Plans ?? []
    const here = [
      ...type === 'Seq Scan' && large.has(relation) ? [`Seq Scan on ${relation}`] : [],
      .../^Index/.test(type) && large.has(relation) && !plan['Index Cond'] && !limited ? [`${type} over all of ${relation}`] : [],
      ...type === 'Sort' && plans.some(below => below['Plan Rows'] > many) ? [`Sort of ${plans[0]?.['Plan Rows'] ?? 0} rows`] : [],
    ]
    return [...here, ...plans.flatMap(below => faultsOf(below, limited))]
  }

  return {
    async plan(sql, params) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params)
      return rows.map(row => row['QUERY PLAN']).join('\n')
    },
    async faults(sql, params) {
      const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`explain (format json) ${sql}`, params)
      const [explained] = z.array(z.object({ Plan })).parse(rows[0]?.['QUERY PLAN'])
      return explained ? faultsOf(explained.Plan, false) : ['no plan']
    },
    close: () => client.end(),
  }
}
