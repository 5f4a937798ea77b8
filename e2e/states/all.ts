import { account } from './account.ts'
import { console } from './console.ts'
import { documents } from './documents.ts'
import { front } from './front.ts'
import { programs } from './programs.ts'
import type { State } from './state.ts'
import { thirdParty } from './third-party.ts'

/** Every state of every page; a test of the front end says when a page is missing. */
export const states: State[] = [...front, ...thirdParty, ...programs, ...documents, ...account, ...console]
