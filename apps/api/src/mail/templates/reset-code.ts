import { aside, code, text, type Translated } from './message.ts'

/** Sets a new password without the old one. */
export const resetCode = (values: { code: string, minutes: number, username: string }): Translated => ({
  'zh-CN': {
    subject: '重设密码的验证码',
    blocks: [
      text(`你正在为账号 ${values.username} 重设密码。请填入这个验证码：`),
      code(values.code),
      text(`验证码 ${values.minutes} 分钟内有效，只能用一次。重设之后，所有已登录的设备都需要重新登录。`),
      aside('如果不是你在操作，不用理会这封邮件，密码不会变。不要把验证码告诉任何人。'),
    ],
  },
  'en': {
    subject: 'Your code to set a new password',
    blocks: [
      text(`You are setting a new password for the account ${values.username}. Enter this code:`),
      code(values.code),
      text(`It works once, for ${values.minutes} minutes. Afterwards every device has to sign in again.`),
      aside('If this was not you, ignore this mail: the password stays as it is. Give the code to nobody.'),
    ],
  },
})
