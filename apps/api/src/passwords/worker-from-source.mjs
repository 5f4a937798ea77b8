// Runs the program of a thread where nothing is bundled: in development and in tests.
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const { default: work } = await import(workerData.program)
export default work
