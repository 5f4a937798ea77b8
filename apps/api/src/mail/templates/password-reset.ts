import { aside, text, type Translated } from './message.ts'

/** After the password was reset by a mailed code. */
export const passwordReset = (values: { username: string, resetUrl: string }): Translated => ({
  'zh-CN': {
    subject: '密码已重设',
    blocks: [
      text(`账号 ${values.username} 的密码刚刚通过邮件验证码重设了，所有设备都已退出登录。`),
      aside(`如果不是你操作的，说明有人能看到你的邮件：请先保护好邮箱，再重设密码：${values.resetUrl}`),
    ],
  },
  'en': {
    subject: 'Your password was reset',
    blocks: [
      text(`The password of the account ${values.username} has just been reset with a mailed code, and every device was signed out.`),
      aside(`If this was not you, someone can read your mail: secure your mailbox first, then set a new password: ${values.resetUrl}`),
    ],
  },
})
