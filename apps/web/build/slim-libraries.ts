import type { Plugin } from 'vite'

/** What axios carries and we never run, by the file in `axios/lib`: forms, progress, cancel tokens, XSRF cookies, a second way to send. */
const unusedInAxios: Record<string, string> = {
  'adapters/fetch.js': 'export const getFetch = () => null; export default null',
  'cancel/CancelToken.js': 'export default null',
  'helpers/AxiosURLSearchParams.js': 'export default null',
  'helpers/HttpStatusCode.js': 'export default {}',
  'helpers/assertParamsAcyclic.js': 'export default () => null',
  'helpers/cookies.js': 'export default { read: () => null }',
  'helpers/formDataToJSON.js': 'export default () => null',
  'helpers/progressEventReducer.js': 'export const progressEventReducer = () => [], progressEventDecorator = () => [], asyncDecorator = () => null',
  'helpers/spread.js': 'export default null',
  'helpers/toFormData.js': 'export default () => null; export const DEFAULT_FORM_DATA_MAX_DEPTH = 0',
  'helpers/toURLEncodedForm.js': 'export default () => null',
}

/** Leaves out what axios carries and we never run: a quarter of its weight. The client writes queries itself. */
export function slimAxios(): Plugin {
  const marker = '\0unused-in-axios:'
  return {
    name: 'slim-axios',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!importer?.includes('/axios/lib/') || !source.endsWith('.js')) return undefined
      const resolved = await this.resolve(source, importer, { skipSelf: true })
      const file = resolved?.id.split('/axios/lib/')[1]?.split('?')[0]
      return file !== undefined && file in unusedInAxios ? marker + file : undefined
    },
    load: id => id.startsWith(marker) ? unusedInAxios[id.slice(marker.length)] : undefined,
    transform: {
      filter: { id: /\/axios\/lib\// },
      // Its helpers hang together as one object; as a namespace, those nobody calls fall away.
      handler(code, id) {
        if (!id.endsWith('/axios/lib/utils.js')) return { code: code.replace(/import utils from (?='[^']*\/utils\.js')/, 'import * as utils from '), map: null }
        const [whole, names] = /export default \{([^}]*)\};/.exec(code) ?? this.error('axios no longer exports its helpers as one object: look whether this is still needed')
        return { code: code.replace(whole, `export {${(names ?? '').replace(/\/\/.*/g, '').replace(/(\w+): (\w+)/g, '$2 as $1')}};`), map: null }
      },
    },
  }
}

/** Endpoints and problems carry English for OpenAPI; our pages have words of their own. */
export function slimContracts(): Plugin {
  return {
    name: 'slim-contracts',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /packages\/contracts\/src\/.*\.ts$/ },
      handler: code => ({ code: code.replace(/\b(summary|title): '[^']*'/g, '$1: \'\'').replace(/^( {2}\w+): '[A-Z][^']*\.',$/gm, '$1: \'\','), map: null }),
    },
  }
}
