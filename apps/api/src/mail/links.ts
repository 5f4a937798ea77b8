/** Pages of the front end that mails lead to. Made from the configured address only, never from a request. */
export const linksOf = (webUrl: string) => ({
  signInUrl: `${webUrl}/sign-in`,
  resetUrl: `${webUrl}/forgot-password`,
  accountUrl: `${webUrl}/account`,
  securityUrl: `${webUrl}/account/security`,
  /** Goes on with a reset that somebody else has asked for. In the fragment, which is sent to nobody and left in no log. */
  resetUrlFor: ({ request, email, expiresAt }: { request: string, email: string, expiresAt: Date }) =>
    `${webUrl}/forgot-password#${new URLSearchParams({ request, email, expires: String(expiresAt.getTime()) }).toString()}`,
})
