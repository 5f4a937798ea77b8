import judge from '../../apps/api/src/passwords/judge-worker.ts'
import { hostilePasswords } from '../../apps/api/test/hostile-passwords.ts'
import { figure, type Result } from './result.ts'

const passphrase = 'quiet marble harbour copper lantern'
const rounds = 10

/** Milliseconds of the processor, of the quickest of several: what else the machine does adds nothing to it. */
function cost(work: () => unknown) {
  return Math.min(...Array.from({ length: rounds }, () => {
    const begun = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(begun)
    return (user + system) / 1000
  }))
}

/** The worst password for the estimator against a passphrase: whoever may set one can choose any. */
export async function measureHostilePasswords(): Promise<Result> {
  const personal = [`${'a.'.repeat(120)}@example.com`]
  for (let round = 0; round < rounds; round++) judge({ password: passphrase, personal })
  const usual = cost(() => judge({ password: passphrase, personal }))
  const worst = Math.max(...hostilePasswords(128).map(hostile => cost(() => judge({ password: hostile, personal }))))
  return {
    name: 'Judging the worst of hostile passwords', measured: `${figure(worst)} ms`, against: `${figure(usual)} ms for a passphrase`,
    ratio: worst / usual, aim: 'under 50 ms', met: worst < 50,
  }
}
