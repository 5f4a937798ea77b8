import { withEscapedSlashes } from '../oauth/answer.ts'
import type { Person } from '../people/people.ts'

/**
 * `get_user_info` as it is on the wire: indented by four, numbers for three fields and text for all others, no blank after
 * `"is_lost":`, slashes escaped in the older addresses only. Without the permission everybody is called `qzuser`.
 */
export function qqUserInfo(person: Person, appid: string, openid: string, permitted: boolean) {
  const older = (size: number) => withEscapedSlashes(`http://qzapp.qlogo.cn/qzapp/${appid}/${openid}/${size}`)
  const newer = (size: number) => `http://thirdqq.qlogo.cn/g?b=oidb&k=${openid.slice(0, 12)}&s=${size}&t=1700000000`
  const fields = [
    '"ret": 0',
    '"msg": ""',
    '"is_lost":0',
    `"nickname": ${JSON.stringify(permitted ? person.name : 'qzuser')}`,
    '"gender": "男"',
    '"gender_type": 2',
    '"province": ""',
    '"city": ""',
    '"year": "0"',
    '"constellation": ""',
    `"figureurl": "${older(30)}"`,
    `"figureurl_1": "${older(50)}"`,
    `"figureurl_2": "${older(100)}"`,
    `"figureurl_qq_1": "${newer(40)}"`,
    // The small picture always exists, the large one need not.
    `"figureurl_qq_2": "${person.avatar ? newer(100) : ''}"`,
    `"figureurl_qq": "${person.avatar ? newer(640) : newer(40)}"`,
    '"figureurl_type": "1"',
    '"is_yellow_vip": "0"',
    '"vip": "0"',
    '"yellow_vip_level": "0"',
    '"level": "0"',
    '"is_yellow_year_vip": "0"',
  ]
  return `{\n${fields.map(field => `    ${field}`).join(',\n')}\n}`
}
