/** Messages of pages that no first visit leads to. */
export const files = import.meta.glob<Record<string, unknown>>('../locales/{account,authorization,applications,console}.*.json', { import: 'default' })
