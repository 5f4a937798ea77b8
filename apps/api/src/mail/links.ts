/** Pages of the front end that mails lead to. Made from the configured address only, never from a request. */
export const linksOf = (webUrl: string) => ({
  signInUrl: `${webUrl}/sign-in`,
  resetUrl: `${webUrl}/forgot-password`,
  accountUrl: `${webUrl}/account`,
  securityUrl: `${webUrl}/account/security`,
  /**
   * Goes on with a reset that somebody else has asked for. In the fragment, which is sent to nobody and left in no log. `seconds`
   * is how long the code still works: an instant of ours would be read by the device's clock, which may be wrong.
   */
  resetUrlFor: ({ request, email, seconds }: { request: string, email: string, seconds: number }) =>
    `${webUrl}/forgot-password#${new URLSearchParams({ request, email, seconds: String(seconds) }).toString()}`,
})
