/** Milliseconds before the second and the third try; whoever waits has not given up by then. */
const pauses = [300, 1500]

/** What browsers and the build's own loader say of a file that did not come; Safari does not name it. */
const lostFile = /(?:dynamically imported module: |preload CSS for |Importing a module script failed)(?:\S*\/([\w.-]+\.(?:js|css)))?/

/** By the name of a file that was lost: what makes its address another one. The build looks here for each part that it imports. */
const suffixes = new Map<string, string>()
Object.assign(globalThis, { addressOfPart: (path: string) => path + (suffixes.get(path.replace(/^.*\//, '')) ?? '') })

/**
 * Loads a part of the front end: `loadPart(() => import('./page.vue'))`.
 *
 * Many browsers answer a second `import()` of a file that was lost on the way with the first failure, until the document is loaded
 * anew (whatwg/html#6768): another try has to ask for another address of the same file. What that file imports in turn is out of
 * reach; if it was lost, this fails, and only a reload helps.
 *
 * @throws the first failure, when none of the tries brought the file.
 */
export async function loadPart<T>(load: () => Promise<T>, { loadSheet = addSheet, pause = sleep }: Retrying = {}): Promise<T> {
  return load().catch(async (failure: unknown) => {
    const lost = lostFile.exec(failure instanceof Error ? failure.message : '')
    const [, file = ''] = lost ?? []
    for (const milliseconds of lost ? pauses : []) {
      await pause(milliseconds)
      const suffix = `?again=${Date.now()}`
      suffixes.set(file, suffix)
      try {
        // The build's loader asks for a style sheet once, and takes it for loaded from then on.
        if (file.endsWith('.css')) await loadSheet(`/assets/${file}${suffix}`)
        return await load()
      } catch {
        // The first failure says more.
      }
    }
    throw failure
  })
}

interface Retrying {
  loadSheet?: (href: string) => Promise<unknown>
  pause?: (milliseconds: number) => Promise<unknown>
}

const addSheet = (href: string) => new Promise<unknown>((resolve, reject) => {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload: resolve, onerror: reject })
  document.head.append(link)
})

const sleep = (milliseconds: number) => new Promise<void>((resolve) => { setTimeout(resolve, milliseconds) })
