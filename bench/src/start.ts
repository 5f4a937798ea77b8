import { setTimeout as sleep } from 'node:timers/promises'
import { dataFolder, startApi } from './api-process.ts'
import { figure, median, type Result } from './result.ts'

const starts = 5

/** From nothing to the first answer, and what the process then holds when nobody asks it for anything. */
export async function measureStart(): Promise<Result[]> {
  const fresh = []
  const again = []
  const memories = []
  for (let count = 0; count < starts; count++) {
    const folder = dataFolder()
    const first = await startApi(folder)
    fresh.push(first.listeningAfter)
    await first.stop()
    const second = await startApi(folder)
    again.push(second.listeningAfter)
    await sleep(2000)
    memories.push(second.memory())
    await second.stop()
  }
  const slowest = Math.max(median(fresh), median(again))
  return [
    { name: 'Time to listening', measured: `${figure(median(again))} ms, ${figure(median(fresh))} ms with a new database`, against: 'the first answer of a new process', ratio: null, aim: 'under 1 000 ms', met: slowest < 1000 },
    { name: 'Resting memory', measured: `${figure(median(memories))} MiB resident`, against: 'the API process, idle', ratio: null, aim: 'printed for comparison', met: true },
  ]
}
