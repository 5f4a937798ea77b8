/** What a field for a local date and time says, such as `2026-11-21T08:30`, as the instant it means here; `undefined` when it says nothing. */
export function instantOf(local: string): string | undefined {
  const instant = new Date(local)
  return local === '' || Number.isNaN(instant.getTime()) ? undefined : instant.toISOString()
}
