import { useTranslation } from './use-translation.ts'

const units = [['minute', 60], ['hour', 60], ['day', 24], ['month', 30], ['year', 12]] as const

/** Instants in words, in the current language; where the browser names a country for it, as they are written there. */
export function useMoments({ languages = navigator.languages } = {}) {
  const { locale } = useTranslation()
  const primary = (tag: string) => tag.split('-')[0]
  const tags = () => [...languages.filter(tag => primary(tag) === primary(locale.value)), locale.value]

  return {
    /** `1 November 2026` */
    day: (date: Date) => new Intl.DateTimeFormat(tags(), { dateStyle: 'long' }).format(date),

    /** `1 November 2026 at 14:05`, where the person is. */
    moment: (date: Date) => new Intl.DateTimeFormat(tags(), { dateStyle: 'long', timeStyle: 'short' }).format(date),

    /**
     * `5 minutes ago`; `null` within the last minute.
     *
     * @param now of the clock that `date` is of, in milliseconds: the server's (`serverNow`), for the device's may be wrong.
     */
    ago(date: Date, now: number) {
      let amount = Math.max(0, now - date.getTime()) / 1000
      let unit: Intl.RelativeTimeFormatUnit | null = null
      for (const [name, size] of units) {
        if (amount < size) break
        amount /= size
        unit = name
      }
      return unit && new Intl.RelativeTimeFormat(tags(), { numeric: 'auto' }).format(-Math.floor(amount), unit)
    },
  }
}
