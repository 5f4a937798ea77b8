export type Query = Record<string, string | number | boolean | undefined>

/** As `?name=value&…`; what is undefined is left out. */
export function searchOf(query: Query = {}) {
  const search = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)]]))
  return search.size > 0 ? `?${search.toString()}` : ''
}
