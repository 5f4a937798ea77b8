// By path: Node runs this file, and packages are TypeScript.
import { addressesOf, readSettings } from '../../packages/settings/src/index.ts'
import vueI18n from '@intlify/unplugin-vue-i18n/vite'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'
import { otherAddresses } from './build/other-addresses.ts'
import { squeeze } from './build/squeeze.ts'
import { slimAxios, slimContracts } from './build/slim-libraries.ts'
import { publicConfig } from './server/public-config.ts'
import { securityHeaders } from './server/security-headers.ts'
import { changePassword } from './server/site.ts'

const styleNonce = 'dev'

/** The deployment's place, headers and config, as the web server has them; a build belongs to no deployment. */
function developmentServer(): Plugin {
  const settings = readSettings(process.env)
  const addresses = addressesOf(settings)
  return {
    name: 'development-server',
    config: () => ({
      // Marks the style tags that this server makes; the built page has none.
      html: { cspNonce: styleNonce },
      server: { host: addresses.host, port: settings.WEB_PORT, strictPort: true, headers: securityHeaders(addresses.apiUrl, styleNonce) },
    }),
    configureServer({ middlewares }) {
      middlewares.use(changePassword.path, (_request, response) => response.writeHead(303, { Location: changePassword.page }).end())
      middlewares.use('/config.json', (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' })
        response.end(JSON.stringify(publicConfig(addresses, settings)))
      })
    },
  }
}

export default defineConfig(({ command }) => ({
  plugins: [
    vue(),
    vueI18n({ include: [`${import.meta.dirname}/src/locales/*.json`], runtimeOnly: true, dropMessageCompiler: true }),
    tailwindcss(),
    slimAxios(),
    slimContracts(),
    otherAddresses(),
    squeeze(),
    command === 'serve' && developmentServer(),
  ],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: {
    manifest: true,
    // Inline scripts and `data:` styles would be refused by our own policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // A few bundles: what every page needs, the sheet of later pages, what speaks to the API, forms that set something up, the account,
        // other sites, programs, the console. Left alone, the first visit comes in crumbs, or with what only later ones need.
        codeSplitting: {
          groups: [
            { name: 'console', priority: 0, test: /\/src\/pages\/admin\// },
            { name: 'pages', priority: 4, test: /\/src\/pages\/pages\.css$/ },
            { name: 'account', priority: 1, test: /\/src\/pages\/(inside|account\/(?!applications\/))/ },
            { name: 'applications', priority: 1, test: /\/src\/pages\/account\/applications\// },
            { name: 'authorization', priority: 1, test: /\/src\/pages\/authorization\// },
            { name: 'connection', priority: 2, test: /\/node_modules\/zod\/|\/contracts\/src\/(endpoint|fields)\.ts|\/src\/connection\.ts/ },
            // What asks for a proof; the form that takes it is the account's.
            { name: 'proof', priority: 2, test: /\/src\/pages\/account\/prove\/(proof\.ts|prove-when-asked\.vue)/ },
            { name: 'programs', priority: 2, test: /\/src\/applications\/|\/contracts\/src\/(programs|applications|consents|interactions|permissions)\.ts/ },
            { name: 'providers', priority: 2, test: /\/src\/providers\/(?!person-picture|use-identities|linked-note|later-marks)/ },
            { name: 'forms', priority: 2, test: /\/src\/forms\// },
            { name: 'front', priority: 3, test: /\/node_modules\/(@vue|vue|vue-router|pinia|@intlify)\/|\/apps\/web\/src\/(?!pages\/(?!sign-in)|applications|forms|providers|composables\/(?:field-rules|use-moments)|locales|connection|preferences\/later-messages)|\/client\/src\/(errors|memory|api-problem|unreachable)/ },
          ],
        },
      },
    },
    // Browsers that know light-dark(), of spring 2024: older ones would need every colour twice.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
  },
}))
