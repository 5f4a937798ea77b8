import { withNumberFirst } from '../oauth/answer.ts'
import { steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'

/** Documented up to 2^63-1; what people have today is ten digits. */
export const weiboUidOf = ({ id, longIds }: Person) => longIds ? '9007199254740993' : steady.digits(10, 'weibo', id)

/** `GET /2/users/show.json`. The latest post is an empty object for nearly everybody since 2014. */
export function weiboUser(person: Person) {
  const uid = weiboUidOf(person)
  const picture = (size: number) => person.avatar ? `https://tvax1.sinaimg.cn/crop.0.0.${size}.${size}.${size}/${steady.hex(16, 'weibo avatar', person.id)}.jpg` : ''
  return withNumberFirst('id', uid, {
    idstr: uid, class: 1, screen_name: person.name, name: person.name, province: '11', city: '1', location: '北京', description: '', url: '',
    profile_image_url: picture(50), profile_url: `u/${uid}`, domain: '', gender: 'n', followers_count: 3, created_at: 'Mon Jan 02 15:04:05 +0800 2023',
    verified: false, verified_type: -1, avatar_large: picture(180), avatar_hd: picture(1024), status: {}, lang: 'zh-cn',
  })
}
