import { fileURLToPath } from 'node:url'

/** The program of a thread, beside this file: as source it is loaded by `worker-from-source.mjs`, in the bundle it is one of its own. */
export function workerFile(name: 'password-worker' | 'judge-worker') {
  const isSource = import.meta.url.endsWith('.ts')
  return {
    filename: fileURLToPath(new URL(isSource ? './worker-from-source.mjs' : `./${name}.js`, import.meta.url)),
    ...(isSource && { workerData: { program: `./${name}.ts` } }),
  }
}
