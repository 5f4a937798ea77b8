import { domainToASCII } from 'node:url'

/** What makes two spellings one recipient: lower case, the domain in ASCII. `a@例子.cn` and `a@xn--fsqu00a.cn` are one. */
export function recipientKey(address: string) {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  return `${address.slice(0, at + 1)}${domainToASCII(domain) || domain}`.toLowerCase()
}
