import type { Browser, Locks } from '../src/browser.ts'

/** One browser with any number of tabs: they share locks, channels and memory, and nothing else. */
export function fakeBrowser() {
  const stored = new Map<string, string>()
  const channels = new Map<string, Set<(message: unknown) => void>>()
  const locks = fakeLocks()

  return {
    stored,
    locks,
    /** Everything any tab has said to the others. */
    said: new Array<unknown>(),

    openTab({ visible = true, withLocks = true, withChannels = true, keepsData = true, refusing = false } = {}) {
      const wakeListeners = new Set<() => void>()
      const page = { visible }
      const said = this.said
      const browser: Browser = {
        locks: refusing ? refusingLocks : withLocks ? locks : null,
        openChannel: withChannels ? (name, hear) => {
          if (refusing) return null
          const line = channels.get(name) ?? new Set()
          channels.set(name, line.add(hear))
          return {
            send(message) {
              said.push(message)
              const others = [...line].filter(other => other !== hear)
              // As in browsers: copied, and heard later.
              const copy: unknown = structuredClone(message)
              setTimeout(() => others.filter(other => line.has(other)).forEach(other => other(copy)), 1)
            },
            close: () => { line.delete(hear) },
          }
        } : null,
        page: {
          isVisible: () => page.visible,
          onWake(listener) {
            wakeListeners.add(listener)
            return () => { wakeListeners.delete(listener) }
          },
        },
        memory: {
          read: key => stored.get(key) ?? null,
          write: (key, value) => { void (value === null ? stored.delete(key) : stored.set(key, value)) },
        },
        keepsData: () => keepsData,
        now: () => Date.now(),
      }
      return {
        browser,
        hide: () => { page.visible = false },
        wake: () => {
          page.visible = true
          for (const listener of wakeListeners) listener()
        },
      }
    },
  }
}

/** Those of a browser that was told to keep no data of this site. */
const refusingLocks: Locks = {
  request: () => Promise.reject(new DOMException('Access to the Locks API is denied in this context.', 'SecurityError')),
  query: () => Promise.reject(new DOMException('Access to the Locks API is denied in this context.', 'SecurityError')),
}

interface Waiting { mode: 'exclusive' | 'shared', grant: () => void }

/** Web Locks as the specification queues them. */
function fakeLocks(): Locks {
  const held: { name: string, mode: 'exclusive' | 'shared' }[] = []
  const queues = new Map<string, Waiting[]>()

  const queueOf = (name: string) => {
    const queue = queues.get(name) ?? []
    queues.set(name, queue)
    return queue
  }
  const isFree = (name: string, mode: string) => held.filter(lock => lock.name === name).every(lock => lock.mode === 'shared' && mode === 'shared')

  function grantNext(name: string) {
    const queue = queueOf(name)
    const [next] = queue
    if (!next || !isFree(name, next.mode)) return
    queue.shift()
    next.grant()
    grantNext(name)
  }

  return {
    async request(name, { mode = 'exclusive', ifAvailable = false, signal }, work) {
      if (ifAvailable && (queueOf(name).length > 0 || !isFree(name, mode))) return work(null)
      const lock = { name, mode }
      await new Promise<void>((resolve, reject) => {
        const waiting = { mode, grant: () => resolve(void held.push(lock)) }
        queueOf(name).push(waiting)
        signal?.addEventListener('abort', () => {
          const queue = queueOf(name)
          if (!queue.includes(waiting)) return
          queue.splice(queue.indexOf(waiting), 1)
          reject(new Error('aborted'))
        })
        grantNext(name)
      })
      try {
        return await work(lock)
      } finally {
        held.splice(held.indexOf(lock), 1)
        grantNext(name)
      }
    },
    query: async () => ({ held: held.map(({ name }) => ({ name })) }),
  }
}
