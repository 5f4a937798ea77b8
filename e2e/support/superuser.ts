import { test } from '@playwright/test'
import { places } from './deployments.ts'
import { runOnce } from './second-deployment.ts'
import type { Person } from './test.ts'

/** Makes a superuser of the deployment on names, as its operator does: on the command line, in the language of the story. */
export async function createSuperuser({ username, email, password }: Person, { data } = places.names) {
  await runOnce('apps/api/bin/gatehouse.mjs', ['create-superuser', '--username', username, '--email', email], {
    DATABASE_URL: `file:${data}/gatehouse.db`, BCRYPT_COST: '8', SUPERUSER_PASSWORD: password, LANG: test.info().project.use.locale ?? 'en',
  })
}
