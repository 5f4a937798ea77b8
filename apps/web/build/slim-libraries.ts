import type { Plugin } from 'vite'

/**
 * What axios carries and we never run, by the file in `axios/lib`: forms, progress, cancel tokens, XSRF cookies, interceptors, queries, checks of
 * options, a second way to send.
 */
const unusedInAxios: Record<string, string> = {
  'adapters/fetch.js': 'export const getFetch = () => null; export default null',
  'cancel/CancelToken.js': 'export default null',
  'helpers/AxiosURLSearchParams.js': 'export default null',
  'helpers/HttpStatusCode.js': 'export default {}',
  'core/InterceptorManager.js': 'export default class { forEach() {} }',
  'core/assertParamsAcyclic.js': 'export default () => null',
  'core/setFormDataHeaders.js': 'export default () => null',
  'helpers/buildURL.js': 'export default url => url',
  'helpers/cookies.js': 'export default { read: () => null }',
  'helpers/formDataToJSON.js': 'export default () => null',
  'helpers/isURLSameOrigin.js': 'export default () => false',
  'helpers/progressEventReducer.js': 'export const progressEventReducer = () => [], progressEventDecorator = () => [], asyncDecorator = () => null',
  'helpers/spread.js': 'export default null',
  'helpers/toFormData.js': 'export default () => null; export const DEFAULT_FORM_DATA_MAX_DEPTH = 0',
  'helpers/toURLEncodedForm.js': 'export default () => null',
  'helpers/validator.js': 'const no = () => null; export default { assertOptions: no, validators: { transitional: no, spelling: no } }',
}

/** The same within a file: what to replace, and with what. */
const unusedWithin: Record<string, [RegExp, string][]> = {
  'adapters/adapters.js': [[/^[\s\S]*$/, 'import xhr from \'./xhr.js\'; export default { getAdapter: () => xhr, adapters: {} }']],
  // Cookies against forged requests: the API looks at the origin.
  'adapters/xhr.js': [[/if \(xsrfCookieName\) \{[\s\S]*?\n {6}\} else \{\n {8}sendRequest\(\);\n {6}\}/, 'sendRequest();']],
  // Methods beside `request`, and more of that polish.
  'core/Axios.js': [[/\/\/ Provide aliases[\s\S]*(?=export default Axios)/, ''], [/if \(err instanceof Error\) \{[\s\S]*?\n {6}\}\n(?=\n {6}throw err)/, '']],
  // What polishes the stack of errors, and writes them to logs.
  'core/AxiosError.js': [[/appendCauseStack\(axiosError, error\);/, ''], [/\n {2}toJSON\(\) \{[\s\S]*?\n {2}\}\n/, '\n']],
  // Everything but JSON.
  'defaults/index.js': [[/if \(isObjectPayload && utils\.isHTMLForm[\s\S]*?(?=if \(isObjectPayload \|\| hasJSON)/, '']],
  // Basic authentication, forms, and those cookies again.
  'helpers/resolveConfig.js': [[/\/\/ HTTP basic authentication[\s\S]*(?=return newConfig;)/, '']],
  'core/mergeConfig.js': [[/params: mergeParams/, 'params: defaultToConfig2']],
}

/** Leaves out what axios carries and we never run: half of its weight. The client writes queries itself. */
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
      handler(code, id) {
        const file = id.split('/axios/lib/')[1] ?? ''
        for (const [unused, replacement] of unusedWithin[file] ?? []) {
          if (!unused.test(code)) this.error(`axios changed ${file}: look whether leaving out ${String(unused)} still makes sense`)
          code = code.replace(unused, replacement)
        }
        // Its helpers hang together as one object; as a namespace, those nobody calls fall away.
        if (file !== 'utils.js') return { code: code.replace(/import utils from (?='[^']*\/utils\.js')/, 'import * as utils from '), map: null }
        const [whole, names] = /export default \{([^}]*)\};/.exec(code) ?? this.error('axios no longer exports its helpers as one object: look whether this is still needed')
        return { code: code.replace(whole, `export {${(names ?? '').replace(/\/\/.*/g, '').replace(/(\w+): (\w+)/g, '$2 as $1')}};`), map: null }
      },
    },
  }
}

/** Endpoints and problems carry English and refusals for OpenAPI; our pages have words of their own. Whether somebody can be unknown stays. */
export function slimContracts(): Plugin {
  return {
    name: 'slim-contracts',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /packages\/contracts\/src\/.*\.ts$/ },
      handler(code) {
        const slim = code
          .replace(/\bsummary: '[^']*',?/g, '')
          .replace(/\btitle: '[^']*'/g, 'title: \'\'')
          .replace(/^( {2}\w+): '[A-Z][^']*\.',$/gm, '$1: \'\',')
          // Those that are left out are in `parts`, empty.
          .replace(/\berrors: \[[^\]]+\],?/g, refusals => refusals.includes('\'unauthenticated\'') ? 'errors: [\'unauthenticated\'],' : '')
        return { code: slim, map: null }
      },
    },
  }
}
