import js from '@eslint/js'
import vueI18n from '@intlify/eslint-plugin-vue-i18n'
import stylistic from '@stylistic/eslint-plugin'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import globals from 'globals'
import tseslint from 'typescript-eslint'

/** One floor of the house: what the files below it may not import. One per file set: later blocks replace earlier ones. */
const floor = (files, message, ...regexes) => ({
  files: [files].flat(),
  rules: { 'no-restricted-imports': ['error', { patterns: regexes.map(regex => ({ regex, message })) }] },
})
const up = (...names) => `^(\\.\\./)+(${names.join('|')})(/|\\.ts$)`

export default tseslint.config(
  { ignores: ['**/dist/', '**/dist-server/', '**/migrations/', '**/.turbo/', 'data/', '**/test-results/', '**/playwright-report/', '**/coverage/', '**/*.d.mts'] },

  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  stylistic.configs.customize({ indent: 2, quotes: 'single', semi: false, braceStyle: '1tbs', arrowParens: false }),

  {
    languageOptions: {
      globals: globals.node,
      parserOptions: {
        parser: tseslint.parser,
        extraFileExtensions: ['.vue'],
        projectService: { allowDefaultProject: ['*.js', '*.mjs', '*.ts', 'scripts/*.mjs', 'apps/*/*.mjs', 'apps/*/bin/*.mjs', 'examples/*/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      // Our objects are closures: no method reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@stylistic/max-len': ['error', { code: 180, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreUrls: true, ignoreRegExpLiterals: true, ignoreComments: false }],
      '@stylistic/max-statements-per-line': ['error', { max: 2 }],
      '@stylistic/quote-props': ['error', 'consistent'],
      '@stylistic/multiline-ternary': 'off',
      '@stylistic/operator-linebreak': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/max-len': 'off',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/no-v-html': 'error',
      // A label around its control, or beside it by id: either will do.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },

  {
    files: ['**/*.test.ts', 'e2e/**/*.ts', '**/test/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  { files: ['scripts/**/*.mjs', '**/*.config.js', '**/*.config.ts', '**/build.mjs', 'bench/**/*.ts', 'examples/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['examples/spa/{app,flow}.mjs'], languageOptions: { globals: globals.browser } },
  { files: ['apps/web/src/**/*.{ts,vue}'], languageOptions: { globals: globals.browser } },
  {
    files: ['apps/web/src/**/*.{ts,vue}'],
    plugins: { '@intlify/vue-i18n': vueI18n },
    settings: { 'vue-i18n': { localeDir: './apps/web/src/locales/*.json', messageSyntaxVersion: '^11.0.0' } },
    rules: {
      '@intlify/vue-i18n/no-raw-text': ['error', { ignorePattern: '^[-–—·:：|•/\\s\\d]*$' }],
      '@intlify/vue-i18n/no-missing-keys': 'off',
    },
  },

  // Queries know SQL, features know rules, routes know HTTP; nothing points upwards.
  floor('apps/api/src/lib/**/*.ts', 'lib knows nothing above it', up('db', 'keys', 'jobs', 'mail', 'limits', 'passwords', 'providers', 'http', 'features', 'background', 'app', 'compose', 'config', 'main')),
  floor('apps/api/src/db/**/*.ts', 'db imports lib only', up('keys', 'jobs', 'mail', 'limits', 'passwords', 'providers', 'http', 'features', 'background', 'app', 'compose', 'config', 'main')),
  floor(['apps/api/src/{jobs,keys,limits,passwords,mail,providers}/**/*.ts'], 'ports know no rules and no HTTP', up('http', 'features', 'background', 'app', 'compose', 'config', 'main')),
  floor('apps/api/src/http/**/*.ts', 'HTTP plumbing knows no rules', up('features', 'background', 'app', 'compose', 'main')),
  floor('apps/api/src/features/*/!(*.test).ts', 'a feature is used through its own <name>.ts; it knows nothing above it',
    up('background', 'app', 'compose', 'config', 'main'), '^\\.\\./([^/.]+)/(?!\\1\\.ts$)(?!failures\\.ts$|ended-sessions\\.ts$|throttle\\.ts$|session-reply\\.ts$)'),
  floor('apps/api/src/cli/**/*.ts', 'commands know rules, and neither HTTP nor the server', up('http', 'background', 'app', 'compose', 'config', 'main')),
  floor('packages/contracts/src/!(*.test).ts', 'contracts import zod only', '^(?!zod(/mini)?$|\\.\\.?/)'),
  floor('apps/web/src/**/*.{ts,vue}', 'the front end never imports the API', '^@gatehouse/api', 'apps/api'),
)
