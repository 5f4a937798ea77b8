/** The program of the benchmarks, and what it was allowed. */
export const callback = 'https://app.example.com/callback'
export const scope = 'openid profile email'
export const verifier = 'a-verifier-of-the-length-that-the-rfc-asks-for'
