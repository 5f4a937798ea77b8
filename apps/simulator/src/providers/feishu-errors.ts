import { json } from '../oauth/answer.ts'
import { random } from '../people/ids.ts'

/** Only the text of 20003 is on record; the others are made after it. */
const texts: Record<number, string> = {
  20002: 'The client secret is invalid.',
  20003: 'The authorization code is not found. Please note that an authorization code can only be used once.',
  20004: 'The authorization code has expired. Please note that an authorization code is valid for 5 minutes.',
  20026: 'The refresh token is invalid.',
  20036: 'The grant type is not supported.',
  20049: 'The code verifier does not match the code challenge.',
  20063: 'The request is missing a required parameter.',
  20070: 'The request uses more than one way to authenticate the client.',
  20071: 'The redirect URI does not match the one of the authorization request.',
  20073: 'The refresh token has already been used.',
}

/** The token endpoint's: OAuth's words, and Feishu's number. */
export const feishuRefusal = (code: number, error = 'invalid_grant') => json({ error, error_description: texts[code] ?? '', code }, 400)

/** The API's, for what is wrong with a token. */
export const invalidToken = (code: number, msg: string) =>
  json({ code, msg, error: { log_id: random.hex(32).toUpperCase(), troubleshooter: `排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?from=openapi&code=${code}` } }, 400)
