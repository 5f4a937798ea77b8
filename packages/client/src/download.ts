import type { Endpoint } from '@gatehouse/contracts'
import { asWhoever, type Credentials } from './as-whoever.ts'
import { refusalOf } from './refusal.ts'
import { searchOf, type Query } from './search-of.ts'
import { Unreachable } from './unreachable.ts'

interface Options {
  apiUrl: string
  credentials: Credentials
  /** The type of document that is wanted in place of JSON, such as `text/csv`. */
  accept: string
  query?: Query
  fetch?: typeof globalThis.fetch
}

/**
 * What an endpoint gives as a document, with the credentials of the client, byte for byte. It may take as long as it takes. Beside
 * the client, because hardly a page needs it.
 *
 * @throws ApiProblem, Unreachable, as the functions of the client do.
 */
export function download(endpoint: Endpoint, { apiUrl, credentials, accept, query = {}, fetch = globalThis.fetch }: Options): Promise<Blob> {
  return asWhoever(endpoint, credentials, async (token) => {
    const headers = { Accept: accept, ...(token && { Authorization: `Bearer ${token}` }) }
    try {
      const response = await fetch(apiUrl + endpoint.path + searchOf(query), { headers })
      if (response.status >= 400) throw refusalOf(response.status, await response.json().catch(() => undefined), response.headers.get('retry-after') ?? undefined)
      if (!response.headers.get('content-type')?.startsWith(accept)) throw new Unreachable('unreadable')
      return await response.blob()
    } catch (error) {
      // What `fetch` and its body throw when the connection is not there, or not any more.
      if (error instanceof TypeError) throw new Unreachable('offline', { cause: error })
      throw error
    }
  })
}
