import type { Locale } from '@gatehouse/contracts'
import { link, list, text, type Block } from './message.ts'

/** A linked identity: what the provider is called, what the person is called there, since when (ISO 8601). */
export interface Linked { provider: string, name: string | null, since: string }

const words = {
  'zh-CN': {
    remaining: '以下第三方账号仍可用于登录。如有不是你绑定的，请解除绑定：',
    review: '管理第三方账号',
    dropped: '以下第三方账号是在邮箱通过验证之前绑定的，现已解除绑定：',
    line: (provider: string, name: string | null, day: string) => `${provider}${name === null ? '' : `（${name}）`}，绑定于 ${day}`,
  },
  'en': {
    remaining: 'These linked accounts can still sign in to your account. Unlink any that you did not link yourself:',
    review: 'Review linked accounts',
    dropped: 'These linked accounts were unlinked because they were linked before this address was verified:',
    line: (provider: string, name: string | null, day: string) => `${provider}${name === null ? '' : ` (${name})`}, linked on ${day}`,
  },
}

/** Those that can still sign in, with the page that removes them; nothing where there are none. */
export function remainingAccounts(linked: readonly Linked[], locale: Locale, securityUrl: string): Block[] {
  const { remaining, review } = words[locale]
  return linked.length === 0 ? [] : [text(remaining), list(lines(linked, locale)), link(review, securityUrl)]
}

/** Those that were removed with the reset. */
export const droppedAccounts = (linked: readonly Linked[], locale: Locale): Block[] =>
  linked.length === 0 ? [] : [text(words[locale].dropped), list(lines(linked, locale))]

const lines = (linked: readonly Linked[], locale: Locale) => linked.map(({ provider, name, since }) => words[locale].line(
  provider, name !== null && isPlainName(name) ? name : null,
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(since)),
))

/** A name is whatever somebody typed at the provider: one that mail programs would make an address of, or a text of its own, is left out. */
const isPlainName = (name: string) => name.length <= 50 && !/[@/\\:\n]|\.\S/u.test(name)
