import type { Harness } from './harness.ts'

/** What changes rows, where only that fails: a full disk. */
const writes = /^(insert|put|consume|delete|replace|link|add|take|use|touch|keepUp|grant|upsert|update|mark|transaction)/

/**
 * Every query fails as the drivers fail when the database is gone (`ECONNREFUSED`), or every write as on a full disk (`SQLITE_FULL`,
 * SQLSTATE 53100).
 *
 * @returns what mends it.
 */
export function breakDatabase({ store }: Pick<Harness, 'store'>, how: 'gone' | 'full', code: string) {
  const broken = async () => { throw new Error('Failed query', { cause: Object.assign(new Error('no database'), { code }) }) }
  const mend: (() => void)[] = []
  for (const target of [store, ...Object.values(store).filter(group => typeof group === 'object')]) {
    for (const name of Object.keys(target)) {
      const before: unknown = Reflect.get(target, name)
      if (typeof before !== 'function' || (how === 'full' && !writes.test(name))) continue
      Reflect.set(target, name, broken)
      mend.push(() => Reflect.set(target, name, before))
    }
  }
  return () => mend.forEach(undo => undo())
}
