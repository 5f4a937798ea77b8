import { memoryIn, type Memory } from './memory.ts'

/** The part of the Web Locks API that we use. */
export interface Locks {
  request: <T>(name: string, options: { mode?: 'exclusive' | 'shared', ifAvailable?: boolean, signal?: AbortSignal }, work: (lock: unknown) => Promise<T>) => Promise<T>
  query: () => Promise<{ held?: { name?: string }[] }>
}

/** A line to the other tabs of this browser. */
export interface Channel {
  send: (message: unknown) => void
  close: () => void
}

/** What is known of the page itself. */
export interface Page {
  isVisible: () => boolean
  /** Calls when the person may have come back, or the connection: after sleep, on focus, from the page cache, online again. */
  onWake: (listener: () => void) => () => void
}

/** Everything of the browser that keeping a session needs; tests bring their own. */
export interface Browser {
  /** `null` where Web Locks are missing: then tabs do not wait for each other. */
  locks: Locks | null
  /** `null` where broadcast channels are missing: then tabs do not hear of each other. */
  openChannel: ((name: string, hear: (message: unknown) => void) => Channel | null) | null
  page: Page
  memory: Memory
  /** Whether the browser keeps what this site leaves with it: cookies, above all. */
  keepsData: () => boolean
  now: () => number
}

/** The browser that shows this window. */
export function browserOf(window: Window & typeof globalThis): Browser {
  const { document, navigator, BroadcastChannel } = window
  const memory = memoryIn(() => window.localStorage)
  return {
    locks: 'locks' in navigator ? {
      request: (name, options, work) => navigator.locks.request(name, options, async lock => work(lock)),
      query: async () => {
        const { held = [] } = await navigator.locks.query()
        return { held: held.flatMap(({ name }) => name === undefined ? [] : [{ name }]) }
      },
    } : null,
    openChannel: typeof BroadcastChannel === 'function' ? (name, hear) => {
      const channel = attempt(() => new BroadcastChannel(name))
      if (!channel) return null
      channel.onmessage = ({ data }: MessageEvent<unknown>) => hear(data)
      return { send: message => channel.postMessage(message), close: () => channel.close() }
    } : null,
    page: {
      isVisible: () => document.visibilityState === 'visible',
      onWake(listener) {
        const gone = new AbortController()
        document.addEventListener('visibilitychange', listener, { signal: gone.signal })
        for (const event of ['focus', 'pageshow', 'online']) window.addEventListener(event, listener, { signal: gone.signal })
        return () => gone.abort()
      },
    },
    memory,
    keepsData: () => navigator.cookieEnabled && keeps(memory),
    now: () => Date.now(),
  }
}

/** What a browser refuses counts as missing. */
function attempt<T>(make: () => T): T | null {
  try {
    return make()
  } catch {
    return null
  }
}

function keeps(memory: Memory) {
  memory.write('gatehouse-kept', 'yes')
  const isKept = memory.read('gatehouse-kept') !== null
  memory.write('gatehouse-kept', null)
  return isKept
}
