// Runs sqlite-reading.worker.ts where nothing is bundled: in development and in tests.
import { register } from 'tsx/esm/api'

register()
const { default: read } = await import('./sqlite-reading.worker.ts')
export default read
