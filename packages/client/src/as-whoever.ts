import type { Endpoint } from '@gatehouse/contracts'
import { ApiProblem } from './api-problem.ts'

/** Who calls: where access tokens come from. */
export interface Credentials {
  /** An access token that will live a little longer, whatever it takes to find out; `null` when nobody is signed in. */
  token: () => Promise<string | null>
  /** The same, but only of somebody who is known to be signed in. */
  tokenOfKnown: () => Promise<string | null>
  /** The API refused this token. Answers with a better one, or `null`: then nobody is signed in any more. */
  replace: (refused: string, because: 'unauthenticated' | 'session_ended') => Promise<string | null>
}

/** Calls an endpoint with the token that it needs, and once more with a new one when that was refused. */
export async function asWhoever<Answer>(endpoint: Endpoint, credentials: Credentials | undefined, send: (token: string | null) => Promise<Answer>): Promise<Answer> {
  const token = await tokenFor(endpoint, credentials) ?? null
  if (!token && endpoint.access !== 'anyone') throw new ApiProblem({ code: 'unauthenticated', status: 401 })
  try {
    return await send(token)
  } catch (error) {
    const refused = token && error instanceof ApiProblem && (error.code === 'unauthenticated' || error.code === 'session_ended') ? error.code : null
    const better = token && refused ? await credentials?.replace(token, refused) : null
    if (!better) throw error
    return send(better)
  }
}

async function tokenFor({ access, errors }: Endpoint, credentials: Credentials | undefined) {
  if (access !== 'anyone') return credentials?.token()
  // Open to anyone, and can still answer so: it does more for whoever is signed in.
  if (errors.includes('unauthenticated')) return credentials?.tokenOfKnown()
}
