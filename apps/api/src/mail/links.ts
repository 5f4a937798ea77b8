/** Pages of the front end that mails lead to. Made from the configured address only, never from a request. */
export const linksOf = (webUrl: string) => ({
  signInUrl: `${webUrl}/sign-in`,
  resetUrl: `${webUrl}/forgot-password`,
  accountUrl: `${webUrl}/account`,
})
