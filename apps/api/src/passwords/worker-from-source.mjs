// Runs worker.ts where nothing is bundled: in development and in tests.
import { register } from 'tsx/esm/api'

register()
const { default: work } = await import('./worker.ts')
export default work
