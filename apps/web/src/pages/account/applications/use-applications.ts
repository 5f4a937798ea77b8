import { programContracts } from '@gatehouse/contracts/programs'
import { useDependencies } from '../../../dependencies.ts'

/** The endpoints about applications; they come along with these pages. */
export function useApplications() {
  const { connect } = useDependencies()
  return async () => (await connect()).speak(programContracts).applications
}
