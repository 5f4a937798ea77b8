import { dingtalk } from './dingtalk.ts'
import { feishu } from './feishu.ts'
import { gitee } from './gitee.ts'
import { github } from './github.ts'
import { google } from './google.ts'
import { qq } from './qq.ts'
import { wechat } from './wechat.ts'
import { weibo } from './weibo.ts'

/** The providers that are built in, in the order in which people are shown them. */
export const builtInProviders = [
  qq,
  weibo,
  wechat,
  github,
  google,
  gitee,
  feishu,
  dingtalk,
] as const
