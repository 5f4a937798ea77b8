import { unseenInNames } from '@gatehouse/contracts'

/** Characters of a description that are kept, and that are looked at. */
const longest = 200
const looked = 2000

/** Numbers and short names of errors, which are no secrets: `20003`, `AADSTS50105`. */
const isErrorNumber = (value: string) => /^[A-Z]*\d{1,7}$/.test(value)
/** What no word has: letters and digits in one run, or a run that does not end. */
const looksRandom = (run: string) => (/\d/.test(run) && /[A-Za-z]/.test(run)) || run.length >= 40

/**
 * What a provider says went wrong, fit for a log: one line, at most 200 characters, and without what it may repeat of the request or of
 * the person: codes, tokens and secrets, queries of addresses, e-mail addresses. Ids by which its support finds a request stay.
 *
 * @param secrets of this attempt; those are left out wherever they are.
 */
export function plainDescription(text: string, secrets: readonly string[] = []): string | undefined {
  const known = secrets.filter(secret => secret.length > 3).flatMap(secret => [secret, encodeURIComponent(secret)])
  const plain = known.reduce((rest, secret) => rest.replaceAll(secret, '…'), text.slice(0, looked))
    .replace(unseenInNames, ' ')
    .replace(/(https?:\/\/[^\s?#'"<>]{1,500})[?#][^\s'"<>]*/gi, '$1')
    .replace(/[^\s@<>"'(),;:]{1,64}@[^\s@<>"'(),;]{1,255}/g, '…')
    .replace(/(?<![A-Za-z0-9])(code|token|secret|password|assertion|verifier|state|nonce|ticket)(["']?\s*[:=]\s*["']?)([^\s"',;&]{4,})/gi,
      (whole: string, name: string, sign: string, value: string) => isErrorNumber(value) ? whole : `${name}${sign}…`)
    .replace(/(?<![\w~+-])(?<!\b(?:rid|req_id|(?:trace|correlation|request|log)[ _]?id):? ?)[\w~+-]{16,}/gi, run => looksRandom(run) ? '…' : run)
    .replace(/\s+/g, ' ').trim()
  if (plain === '') return undefined
  const characters = [...plain]
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : plain
}
