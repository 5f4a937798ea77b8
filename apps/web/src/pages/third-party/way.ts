/** With an account there is, or with one to be made. */
export type Way = 'existing' | 'new'
