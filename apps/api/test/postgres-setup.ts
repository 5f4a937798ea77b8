import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startPostgres } from '../../../scripts/postgres.mjs'
import { migratePostgres } from '../src/db/migrate.ts'

/** A throwaway Postgres for the whole run, with a migrated database that every test copies. */
export default async function setup({ provide }: TestProject) {
  const server = await startPostgres()
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query('create database gatehouse_template')
  await client.end()
  await migratePostgres(server.url.replace(/[^/]*$/, 'gatehouse_template'))
  provide('postgresUrl', server.url)
  return server.stop
}
