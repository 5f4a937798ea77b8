/** What `GET /oauth/providers` answers. */
export const wireProviders = [
  { id: 'qq', label: 'QQ', icon: 'qq' },
  { id: 'weibo', label: '微博', icon: 'weibo' },
  { id: 'github', label: 'GitHub', icon: 'github' },
]
export const withProviders = { 'GET /oauth/providers': () => ({ status: 200, data: { providers: wireProviders } }) }
