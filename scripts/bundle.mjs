import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * Bundles programs for Node: our own code, and the workspace's with what only that needs; the program's own packages stay in node_modules.
 * @param {Record<string, string>} entryPoints output name → source file, relative to the package
 * @param {string} outdir relative to the package
 * @param {string} folder the package's
 */
export async function bundle(entryPoints, outdir, folder = process.cwd()) {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const installed = new Set(Object.entries(dependencies).filter(([, range]) => !range.startsWith('workspace:')).map(([name]) => name))
  await build({
    absWorkingDir: folder, entryPoints, outdir, bundle: true, platform: 'node', format: 'esm', splitting: true, target: 'node20', sourcemap: true, logLevel: 'warning',
    plugins: [{
      name: 'packages-stay-outside',
      setup({ onResolve }) {
        onResolve({ filter: /^[^.]/ }, ({ path, kind }) => {
          if (kind === 'entry-point') return undefined
          const name = path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/')
          return installed.has(name) || isBuiltin(path) ? { path, external: true } : undefined
        })
      },
    }],
  })
}
