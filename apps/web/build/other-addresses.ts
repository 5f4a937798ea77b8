import type { Plugin } from 'vite'

const imports = /\bimport\((["'`])(\.\/[\w.-]+\.js)\1\)/g

/** Has every part that is loaded later looked up by `src/load-part.ts`: a file that was lost on the way comes from another address. */
export function otherAddresses(): Plugin {
  return {
    name: 'other-addresses',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      // The build's own loader has to know the imports as they were: it notes which style sheets come along with them.
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter(output => output.type === 'chunk')
        let found = 0
        for (const chunk of chunks) {
          chunk.code = chunk.code.replace(imports, (_whole, _quote, path: string) => {
            found++
            return `import(addressOfPart("${path}"))`
          })
        }
        if (found === 0) this.error('there is no import() in the shape that is looked for')
        const loaded = chunks.map(({ code }) => code).join('')
        const lost = Object.keys(bundle).filter(name => name.endsWith('.css') && !name.includes('front-') && !loaded.includes(name))
        if (lost.length > 0) this.error(`nothing loads ${lost.join(', ')}`)
      },
    },
  }
}
