import type { ProviderClient } from '@gatehouse/settings'
import { json, type Answer } from '../oauth/answer.ts'
import { bearerOf, type Call } from '../oauth/call.ts'
import type { Codes } from '../oauth/codes.ts'
import { createShelf, type Clock, type Shelf } from '../oauth/shelf.ts'
import { random } from '../people/ids.ts'
import { invalidToken } from './feishu-errors.ts'
import type { FeishuGrant } from './feishu.ts'
import type { Endpoint } from './provider.ts'

interface Parts {
  client: ProviderClient
  codes: Codes<FeishuGrant>
  tokens: Shelf<FeishuGrant>
  now: Clock
}

const twoHours = 7200

/** The first generation: the program gets a token of its own with its secret, and a person's with that. Replies are wrapped in `data`. */
export function createFeishuOlder({ client, codes, tokens, now }: Parts) {
  const programs = createShelf<true>({ seconds: twoHours, now })

  function appToken({ json: body }: Call): Answer {
    if (body?.['app_id'] !== client.clientId || body['app_secret'] !== client.clientSecret) return json({ code: 10003, data: {}, msg: 'invalid param' })
    const token = `t-${random.letters(40)}`
    programs.put(token, true)
    return json({ app_access_token: token, code: 0, expire: twoHours, msg: 'ok', tenant_access_token: token })
  }

  function userToken(call: Call): Answer {
    const program = bearerOf(call, 'bearer')
    if (program === undefined) return invalidToken(99991661, 'Missing access token for authorization. Please make a request with token attached.')
    if (!programs.get(program)) return invalidToken(99991663, 'Invalid access token for authorization. Please make a request with token attached.')
    const { grant_type: type, code = '' } = call.json ?? {}
    if (type !== 'authorization_code') return json({ code: 20001, msg: 'invalid param' }, 400)
    const found = codes.look(code)
    if (found.state !== 'fresh') return json({ code: 20003, msg: 'invalid code' }, 400)
    codes.use(code)
    const accessToken = `u-${random.letters(40)}`
    tokens.put(accessToken, found.grant)
    return json({
      code: 0, msg: 'success',
      data: { access_token: accessToken, token_type: 'Bearer', expires_in: 6900, refresh_token: `ur-${random.letters(40)}`, refresh_expires_in: 2_591_700 },
    })
  }

  const base = '/open.feishu.cn/open-apis'
  const endpoints: Endpoint[] = [
    { method: 'POST', url: `${base}/auth/v3/app_access_token/internal`, answer: appToken },
    { method: 'POST', url: `${base}/authen/v1/access_token`, answer: userToken },
    { method: 'POST', url: `${base}/authen/v1/oidc/access_token`, answer: userToken },
  ]
  return { endpoints, clear() { programs.clear() } }
}
