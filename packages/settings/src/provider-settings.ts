import { z } from 'zod'
import { httpUrl, list, proxyUrl, whole } from './kinds.ts'

/** Sign-in providers that are built in, by id, as their settings spell them. */
export const builtInProviders = {
  qq: 'QQ', weibo: 'WEIBO', wechat: 'WECHAT', github: 'GITHUB', google: 'GOOGLE', gitee: 'GITEE', feishu: 'FEISHU', dingtalk: 'DINGTALK',
} as const

export type BuiltInProvider = keyof typeof builtInProviders

/** What OAuth allows (RFC 6749 appendix A.1 and A.2), and nothing that would break a header. */
export const credential = z.string().regex(/^[\x20-\x7e]{1,512}$/, 'must be printable ASCII')

const clientId = (name: string, called = 'client id') => credential.optional().describe(`Client ID of ${name}: ${called}. Enables the provider together with the client secret.`)
const clientSecret = (name: string, called = 'client secret') => credential.optional().describe(`Client secret of ${name}: ${called}.`)
const callback = (name: string) => z.enum(['web', 'api']).default('web').describe(`${name}: callback address registered there, of the front end (\`web\`) or the API (\`api\`).`)

export const providerSettings = {
  PROVIDER_QQ_CLIENT_ID: clientId('QQ', 'APP ID'),
  PROVIDER_QQ_CLIENT_SECRET: clientSecret('QQ', 'APP Key'),
  PROVIDER_QQ_CALLBACK: callback('QQ'),
  PROVIDER_WEIBO_CLIENT_ID: clientId('Weibo', 'App Key'),
  PROVIDER_WEIBO_CLIENT_SECRET: clientSecret('Weibo', 'App Secret'),
  PROVIDER_WEIBO_CALLBACK: callback('Weibo'),
  PROVIDER_WECHAT_CLIENT_ID: clientId('WeChat', 'AppID of the website application'),
  PROVIDER_WECHAT_CLIENT_SECRET: clientSecret('WeChat', 'AppSecret'),
  PROVIDER_WECHAT_CALLBACK: callback('WeChat'),
  PROVIDER_GITHUB_CLIENT_ID: clientId('GitHub'),
  PROVIDER_GITHUB_CLIENT_SECRET: clientSecret('GitHub'),
  PROVIDER_GITHUB_CALLBACK: callback('GitHub'),
  PROVIDER_GOOGLE_CLIENT_ID: clientId('Google'),
  PROVIDER_GOOGLE_CLIENT_SECRET: clientSecret('Google'),
  PROVIDER_GOOGLE_CALLBACK: callback('Google'),
  PROVIDER_GITEE_CLIENT_ID: clientId('Gitee'),
  PROVIDER_GITEE_CLIENT_SECRET: clientSecret('Gitee'),
  PROVIDER_GITEE_CALLBACK: callback('Gitee'),
  PROVIDER_FEISHU_CLIENT_ID: clientId('Feishu', 'App ID'),
  PROVIDER_FEISHU_CLIENT_SECRET: clientSecret('Feishu', 'App Secret'),
  PROVIDER_FEISHU_CALLBACK: callback('Feishu'),
  PROVIDER_DINGTALK_CLIENT_ID: clientId('DingTalk', 'AppKey'),
  PROVIDER_DINGTALK_CLIENT_SECRET: clientSecret('DingTalk', 'AppSecret'),
  PROVIDER_DINGTALK_CALLBACK: callback('DingTalk'),
  PROVIDERS_FILE: z.string().min(1).optional().describe('JSON file with additional providers: OpenID Connect servers and plain OAuth 2 servers. Relative paths start at the repository. See `docs/providers.md`.'),
  PROVIDER_ORDER: list(z.string()).default([]).describe('Order in which providers are shown, as ids separated by commas (`company,wechat,github`). The first four are shown at once, the others behind “More ways to sign in”. Providers that are not listed follow: built-in ones in the order above, then those of the file.'),
  PROVIDER_ALLOWED_NETWORKS: list(z.string()).default([]).describe('Private networks (`10.20.0.0/16`) in which providers may be called, separated by commas. Calls to all other private addresses are refused, also when a public name resolves to one.'),
  PROVIDER_CALL_SECONDS: whole(1, 15, 5).describe('Timeout of one call to a provider, from the DNS lookup to the last byte of the response.'),
  PROVIDER_TOTAL_SECONDS: whole(1, 15, 10).describe('Timeout of all calls of one sign-in together: discovery, token, keys, user information.'),
  PROVIDER_PROXY: proxyUrl.optional().describe('HTTP proxy for calls to providers, as `http://user:password@proxy.example.com:3128` (or `https://…`). It must allow `CONNECT`, and may be in a private network. The address checks also apply to calls through the proxy. Other outgoing calls do not use it.'),
  PROVIDER_PROXY_LOOKUP: z.enum(['here', 'proxy']).default('here').describe('Where the names of providers are resolved when a proxy is set. `here`: on this server, which checks the address and connects through the proxy to that address. `proxy`: on the proxy, for networks without reliable public DNS; the proxy must then refuse private addresses.'),
  NO_PROXY: list(z.string()).default([]).describe('Hosts that are called without `PROVIDER_PROXY`, separated by commas: names (`example.com`, including its subdomains), addresses, or networks (`10.0.0.0/8`, for IP addresses in URLs), each optionally with `:port`; `*` matches all hosts.'),
  PROVIDER_SIMULATOR_URL: httpUrl.optional().describe('Address of the simulator, which is called at `<address>/HOST/PATH` instead of `https://HOST/PATH` (development only). In development without any configured provider, the local simulator and all of its providers are used.'),
}
