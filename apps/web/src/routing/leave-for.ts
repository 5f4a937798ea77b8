/** Milliseconds after which a page that is still here was probably not left. */
const patience = 15_000

/** Goes to another site. Ends when the person is back on this very page, or when nothing came of it. */
export function leaveFor(url: string): Promise<void> {
  return new Promise((resolve) => {
    addEventListener('pageshow', () => resolve(), { once: true })
    setTimeout(resolve, patience)
    location.assign(url)
  })
}
