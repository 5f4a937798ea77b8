import { account } from './account.ts'
import { availability } from './availability.ts'
import { federation } from './federation.ts'
import { recovery } from './recovery.ts'
import { registration } from './registration.ts'
import { sessions } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { verificationCodes } from './verification-codes.ts'

export * from './account.ts'
export * from './endpoint.ts'
export * from './federation.ts'
export * from './fields.ts'
export * from './problem.ts'
export * from './problem-titles.ts'
export * from './sessions.ts'
export * from './user.ts'
export * from './verification-codes.ts'

/** Every endpoint, by feature: `contracts.sessions.refresh`. */
export const contracts = { account, availability, federation, recovery, registration, sessions, signIn, verificationCodes }
