import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../locales')

/** Wordings that were replaced: chatty, figurative, or a second word for a thing that has one. */
const replaced = {
  'zh-CN': [
    '我有账号', '我是新来的', '关联', '你好，', '这里要填', '不太对', '一猜就中', '里的样子', '用什么证明', '登录着', '都是你的', '再确认一次', '改好了', '换好了',
    '已经不在了', '看不懂', '没法', '不是你的错', '行不通', '想用你', '登记应用', '说说', '它是什么', '不询问用户', '自家', '指纹', '运行情况', '已放弃',
    '一次性密钥', '次数太多', '或者', '注册一个', '去登录', '删除账号', '这台设备', '谁也', '找回来', '马上', '大家', '下次见', '我们这边', '从头再', '再试一次', '用过',
    '收回', '搬走', '换一换', '权限代码', '输入设备上显示的代码', '密码不对', '代码不对',
  ],
  'en': [
    'guessed at once', 'bring it back', 'bring them back', 'Let a device in', 'to nobody', 'Proves', 'for good', 'One moment', 'See you soon', 'Tell us', 'What is it?',
    'The mistake is not yours', 'not let in', 'Nobody matches', 'That is all of them', 'run the place', 'this place', 'of your own house', 'fingerprint', 'Given up',
    'Please fill', 'cannot be right', 'needs another look', 'on our side', 'We are busy', 'stolen', 'switched off', 'used session key', 'Turned a device away',
    'one-time key', 'come back', 'is made', 'take this back', 'Took an', 'What people call you', 'Confirm that it is you', 'not there any more',
  ],
} as const

test.each(['zh-CN', 'en'] as const)('replaced wordings do not return: %s', (locale) => {
  const files = readdirSync(folder).filter(name => name.endsWith(`.${locale}.json`))
  expect(files.length).toBeGreaterThan(0)
  const found = files.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    return replaced[locale].filter(words => text.includes(words)).map(words => [name, words])
  })
  expect(found).toEqual([])
})
