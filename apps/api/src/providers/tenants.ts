import { z } from 'zod'

/** A server that signs people of many tenants in, each of which is an issuer of its own: Microsoft Entra names them by `tid`. */
const placeholder = '{tenantid}'

/** Nothing that could reach beyond its part of the path. */
const Tenant = z.string().regex(/^[\w-]{1,64}$/)

export const isTemplate = (issuer: string) => issuer.includes(placeholder)

/** What `iss` must be beside this tenant (https://learn.microsoft.com/entra/identity-platform/claims-validation); `null` for none. */
export function issuerOfTenant(template: string, tenant: unknown): string | null {
  const { data } = Tenant.safeParse(tenant)
  return data === undefined ? null : template.replace(placeholder, data)
}

/** Whether an issuer is this one, or one of its tenants'. */
export function isIssuer(issuer: string, given: string) {
  if (!isTemplate(issuer)) return given === issuer
  const [before = '', after = ''] = issuer.split(placeholder)
  return issuerOfTenant(issuer, given.slice(before.length, given.length - after.length)) === given
}
