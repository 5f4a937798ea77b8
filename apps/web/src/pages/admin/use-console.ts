import { consoleContracts } from '@gatehouse/contracts/console'
import { useDependencies } from '../../dependencies.ts'

/** The endpoints of the console as functions: `const api = await speakConsole()`. */
export function useConsole() {
  const { connect } = useDependencies()
  return async () => (await connect()).speak(consoleContracts)
}
