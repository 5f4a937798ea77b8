import { z } from 'zod'

/** Kept letter by letter: issuers are compared so. */
export const address = z.string().max(2000).refine(text => URL.canParse(text) && /^https?:\/\/[^/?#@]+([/?#]|$)/i.test(text), 'must be an address like https://sso.example.com/oauth/authorize')

export const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'must be a scope of RFC 6749 section 3.3')

const notPath = 'must be names separated by dots, like data.user.id, or a list of names'

/**
 * Where something is in a reply: names separated by dots (`data.emails.0`, numbers count in lists), or a list of names where one of
 * them has dots or blanks. As a list of names.
 */
export const path = z.union([z.string(), z.array(z.string().min(1).max(200)).min(1).max(10)], notPath).transform((given, context): string[] => {
  if (Array.isArray(given)) return given
  const names = given.split('.')
  const message = given.includes('://') ? `has dots within a name: write it as a list of names, like ["https://example.com/roles"]` : notPath
  if (message === notPath && names.length <= 10 && names.every(name => /^[^\s\p{Cc}]{1,200}$/u.test(name))) return names
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** Set by us for each attempt, or by other settings; or they would have the answer come another way than we read it. */
const owned = [
  'response_type', 'response_mode', 'client_id', 'client_secret', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method',
  'request', 'request_uri', 'grant_type', 'code', 'code_verifier',
]

/** Parameters that the operator adds to the authorization request. */
export const parameters = z.record(z.string(), z.string().max(1000)).check(({ value, issues }) => {
  for (const name of Object.keys(value)) {
    const message = owned.includes(name) ? 'is set by this server' : /^[A-Za-z][\w.:-]{0,99}$/.test(name) ? null : 'is not a valid parameter name'
    if (message !== null) issues.push({ code: 'custom', message, path: [name], input: value })
  }
})

/** Stands for the tenant in the issuer of servers that sign people of many tenants in: Microsoft Entra writes it so. */
export const tenantPlaceholder = '{tenantid}'

/** An issuer, or the template of the issuers of all tenants, with `{tenantid}` as one part of its path. */
export const issuer = address.refine(text => !/[?#]/.test(text), 'must not have a query or fragment')
  .refine(text => !/[{}]/.test(text) || /^https?:\/\/[^/{}]+\/([^{}]*\/)?\{tenantid\}(\/[^{}]*)?$/i.test(text), `may have ${tenantPlaceholder} once, as a part of its path`)
