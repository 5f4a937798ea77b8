import vueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue(), vueI18n({ include: [`${import.meta.dirname}/src/locales/*.json`] })],
  test: { name: 'web', environment: 'happy-dom', include: ['src/**/*.test.ts', 'server/**/*.test.ts'], testTimeout: 60_000 },
})
