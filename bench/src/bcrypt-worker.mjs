// One core that does nothing but compare passwords; says how many it managed.
import { parentPort, workerData } from 'node:worker_threads'
import { compareSync, hashSync } from 'bcryptjs'

const hash = hashSync('x', workerData.cost)
const until = Date.now() + workerData.seconds * 1000
let count = 0
while (Date.now() < until) {
  compareSync('x', hash)
  count++
}
parentPort?.postMessage(count)
