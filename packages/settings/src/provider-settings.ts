import { z } from 'zod'
import { httpUrl, list, proxyUrl, whole } from './kinds.ts'

/** Sign-in providers that are built in, by id, as their settings spell them. */
export const builtInProviders = {
  qq: 'QQ', weibo: 'WEIBO', wechat: 'WECHAT', github: 'GITHUB', google: 'GOOGLE', gitee: 'GITEE', feishu: 'FEISHU', dingtalk: 'DINGTALK',
} as const

export type BuiltInProvider = keyof typeof builtInProviders

/** What OAuth allows (RFC 6749 appendix A.1 and A.2), and nothing that would break a header. */
export const credential = z.string().regex(/^[\x20-\x7e]{1,512}$/, 'must be printable ASCII')

const clientId = (name: string, called = 'client id') => credential.optional().describe(`Sign-in with ${name}: the ${called}. With its secret it switches the provider on.`)
const clientSecret = (name: string, called = 'client secret') => credential.optional().describe(`Sign-in with ${name}: the ${called}.`)
const callback = (name: string) => z.enum(['web', 'api']).default('web').describe(`Where ${name} sends people back to: the front end (\`web\`) or the API (\`api\`).`)

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
  PROVIDERS_FILE: z.string().min(1).optional().describe('A JSON file with more providers: OpenID Connect servers, and plain OAuth2 servers described by their addresses and fields. Relative paths start at the repository. See `docs/providers.md`.'),
  PROVIDER_ORDER: list(z.string()).default([]).describe('The order in which people are shown the providers, as ids separated by commas (`company,wechat,github`); the pages show the first four at once. Those that are not named follow: the built-in ones as above, then those of the file.'),
  PROVIDER_ALLOWED_NETWORKS: list(z.string()).default([]).describe('Private networks (`10.20.0.0/16`) in which providers may be called, separated by commas. All others are refused, whatever a name resolves to.'),
  PROVIDER_CALL_SECONDS: whole(1, 15, 5).describe('How long one call to a provider may take, from the look-up of its name to the last byte of the answer.'),
  PROVIDER_TOTAL_SECONDS: whole(1, 15, 10).describe('How long all calls of one sign-in to a provider may take together: discovery, token, keys, profile.'),
  PROVIDER_PROXY: proxyUrl.optional().describe('An HTTP proxy through which providers are called, as `http://user:password@proxy.example.com:3128` (or `https://…`). It has to allow `CONNECT`, and may be in a private network; what is called through it is held to the same rules as without. Nothing else goes through it.'),
  PROVIDER_PROXY_LOOKUP: z.enum(['here', 'proxy']).default('here').describe('Who looks up the names of providers when there is a proxy. `here`: this server, which checks the address and has the proxy connect to that very address. `proxy`: the proxy gets the name, for networks that cannot look up public names or get wrong answers; then the proxy must be the one that refuses private networks.'),
  NO_PROXY: list(z.string()).default([]).describe('What is called without `PROVIDER_PROXY`, separated by commas: names (`example.com`, which means those below it, too), addresses, networks (`10.0.0.0/8`, for addresses in the URL), each with `:port` if need be; `*` is everything.'),
  PROVIDER_SIMULATOR_URL: httpUrl.optional().describe('The simulator, which is then called at `<address>/HOST/PATH` instead of `https://HOST/PATH` (development only). In development without any provider it is the simulator beside us, with all of its providers.'),
}
