import type { Plugin } from 'vite'

const imports = /\bimport\((["'`])(\.\/[\w.-]+\.js)\1\)/g

/** Has every part that is loaded later looked up by `src/load-part.ts`: a file that was lost on the way comes from another address. */
export function otherAddresses(): Plugin {
  return {
    name: 'other-addresses',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      let found = 0
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        chunk.code = chunk.code.replace(imports, (_whole, _quote, path: string) => {
          found++
          return `import(addressOfPart("${path}"))`
        })
      }
      if (found === 0) this.error('there is no import() in the shape that is looked for')
    },
  }
}
