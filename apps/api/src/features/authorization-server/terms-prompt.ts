import { interactionPolicy } from 'oidc-provider'
import type { Documents } from '../documents/documents.ts'
import type { Store } from '../store.ts'

/**
 * The step between signing in and consent: whoever has not accepted the present terms is asked, and no program gets a code before. With
 * `prompt=none` the program is told `interaction_required` (OpenID Connect Core 1.0 section 3.1.2.6).
 */
export const createTermsPrompt = ({ store, documents }: { store: Pick<Store, 'users'>, documents: Documents }) => new interactionPolicy.Prompt(
  { name: 'terms' },
  new interactionPolicy.Check('terms_not_accepted', 'the person has to accept the terms of service first', async ({ oidc: { session } }) => {
    const user = session?.accountId === undefined ? null : await store.users.findById(session.accountId)
    return user !== null && documents.pendingOf(user).length > 0
  }),
)
