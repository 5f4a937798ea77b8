import { aside, link, text, type Translated } from './message.ts'

/** After a rotated refresh token was presented again, which means that two parties hold it (RFC 9700, 4.14.2). */
export const sessionReused = (values: { username: string, accountUrl: string }): Translated => ({
  'zh-CN': {
    subject: '检测到异常，已结束一处登录',
    blocks: [
      text(`账号 ${values.username} 的一个登录会话出现异常：已失效的凭据被再次使用，可能已遭复制。为保障账号安全，该登录会话已结束。`),
      text('请重新登录，并检查登录设备中是否有陌生设备。'),
      link('查看登录设备', values.accountUrl),
      aside('从备份恢复浏览器或设备后，也可能出现此情况，可以忽略。'),
    ],
  },
  'en': {
    subject: 'We signed out one of your devices',
    blocks: [
      text(`A session of the account ${values.username} was ended: one of its expired credentials was used again, so it may have been copied.`),
      text('Sign in again and check your devices for any that you do not recognize.'),
      link('Review devices', values.accountUrl),
      aside('If you have just restored a browser or device from a backup, you can ignore this e-mail.'),
    ],
  },
})
