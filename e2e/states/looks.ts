import { fileURLToPath } from 'node:url'
import type { Language } from '../support/words.ts'

export interface Look { name: string, language: Language, theme: 'light' | 'dark', width: number, height: number }

/** Both languages, light and dark, on a phone and on a desk. */
export const looks: Look[] = (['zh-CN', 'en'] as const).flatMap(language => (['light', 'dark'] as const).flatMap(theme => [
  { name: `${language}-${theme}-360`, language, theme, width: 360, height: 640 },
  { name: `${language}-${theme}-1440`, language, theme, width: 1440, height: 900 },
]))

/** Ignored by git. */
export const pictures = fileURLToPath(new URL('../state-pictures', import.meta.url))
