import { useTranslation } from '../../../composables/use-translation.ts'

/** A day in UTC, such as `2026-11-21`, in words: `21 Nov`. */
export function useDayName() {
  const { locale } = useTranslation()
  return (day: string) => day && new Intl.DateTimeFormat(locale.value === 'en' ? 'en-GB' : locale.value, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(day))
}
