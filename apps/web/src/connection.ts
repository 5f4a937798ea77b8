import { browserOf, createClient, createRepeatKeys, createServerClock, createSessionKeeper, type Contracts } from '@gatehouse/client'
import { contracts } from '@gatehouse/contracts'
import axios from 'axios'
import type { Config } from './config.ts'

/** Milliseconds the API may take; hashing a password on a busy server takes seconds. */
const timeout = 20_000

/**
 * The API, as the pages use it: every endpoint as a function, and the session of this browser.
 *
 * This is the part of the front end that knows HTTP. It is loaded once the page can be used.
 */
export function openConnection({ apiUrl, webUrl }: Pick<Config, 'apiUrl' | 'webUrl'>, language: () => string) {
  const isElsewhere = () => location.origin !== webUrl
  const http = axios.create({ baseURL: apiUrl, timeout })
  const { sessions } = createClient(http, contracts, { language, isElsewhere })
  const keeper = createSessionKeeper({
    refresh: () => sessions.refresh({ body: {} }),
    endCurrent: () => sessions.endCurrent(),
  }, browserOf(window))
  const repeatKeys = createRepeatKeys()
  const clock = createServerClock()
  /** More endpoints as functions, over the same connection and session; for pages whose contracts come along with them. */
  const speak = <C extends Contracts>(more: C) => createClient(http, more, { language, credentials: keeper.credentials, isElsewhere, repeatKeys, clock })
  return { api: speak(contracts), speak, keeper, serverNow: clock.now }
}
export type Connection = ReturnType<typeof openConnection>
