import { aside, text, type Translated } from './message.ts'

/** After the password was changed by somebody who was signed in. */
export const passwordChanged = (values: { username: string, resetUrl: string }): Translated => ({
  'zh-CN': {
    subject: '密码已修改',
    blocks: [
      text(`账号 ${values.username} 的密码刚刚修改了，其他设备都已退出登录。`),
      aside(`如果不是你改的，请马上重设密码：${values.resetUrl}`),
    ],
  },
  'en': {
    subject: 'Your password was changed',
    blocks: [
      text(`The password of the account ${values.username} has just been changed, and all other devices were signed out.`),
      aside(`If this was not you, set a new password at once: ${values.resetUrl}`),
    ],
  },
})
